import Flows
import Records

/// What time does to a capture without an end: flows are told soon after they are over.
extension Dispatcher {
    /// A clock that goes back by less was not set: packets of several queues come in a slightly different order.
    private static let tolerance: Int64 = 2
    /// After this time nothing waits for bytes any more, seconds.
    private static let longestWait = 60.0

    /// No packet came until `time`.
    mutating func pass(to time: Timestamp) {
        let second = time.nanoseconds / 1_000_000_000
        guard lastTick != .min, second > lastTick else { return }
        lastReference.time = time
        tickLive(lastReference, second)
    }

    /// Seconds by which the clock of the packets was set back, each time since this was last asked.
    mutating func takeStepsBack() -> [Double] {
        defer { stepsBack = [] }
        return stepsBack
    }

    /// A second has passed, or the clock was set back.
    mutating func tickLive(_ now: PacketReference, _ second: Int64) {
        guard lastTick != .min else {
            lastTick = second
            epoch = second
            return
        }
        if second < lastTick {
            guard second < lastTick - Self.tolerance else { return }
            turnBack(now, second)
        } else {
            pool.advance(to: now)
        }
        lastTick = second
        table.advance(toSecond: UInt32(clamping: second - (epoch ?? second)))
        expire()
    }

    /// The clock was set back: what waits must not wait until it is there again.
    private mutating func turnBack(_ now: PacketReference, _ second: Int64) {
        let step = lastTick - second
        stepsBack.append(Double(step))
        let last = Timestamp(seconds: lastTick, nanoseconds: 0).advanced(bySeconds: Self.longestWait)
        pool.advance(to: PacketReference(packet: now.packet, time: last))
        epoch = (epoch ?? second) - step
    }

    private mutating func expire() {
        pool.settle()
        // Only asked: nothing of it is copied.
        let pool = pool
        table.expire(
            into: &expiries,
            isOver: { pool.isOver(slot: $0.slot, shard: pool.shard(of: $0.id)) },
            hasGivenUp: { pool.hasGivenUp(slot: $0.slot, shard: pool.shard(of: $0.id)) })
        for expiry in expiries {
            let limit = limits.idleFlowSeconds ?? 0
            close(expiry.removal, expiry.isEviction ? "silent for more than \(limit) s: idle flows" : nil)
        }
        expiries.removeAll(keepingCapacity: true)
    }
}
