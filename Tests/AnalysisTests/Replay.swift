import Captures
import Diagnosis
import Records
import Synchronization

@testable import Analysis

/// Plays packets to a live analysis, with clocks that go as the packets' times do.
struct Replay {
    private var run: LiveRun
    private let clock: SetClock
    private let uptime = SetClock()
    private let queue: BatchQueue
    private var number: UInt64 = 1
    private var last: Timestamp?
    /// Seconds by which the clock was set, and with it the times of packets.
    private var shift = 0.0
    private let counters = SetCounters()
    var listener = LiveListener()

    init(linkType: LinkType, pace: LivePace = LivePace(), change: (inout AnalysisOptions) -> Void = { _ in }) {
        var options = AnalysisOptions.live
        options.labelKey = [UInt8](repeating: 7, count: 32)
        change(&options)
        let clock = SetClock()
        let uptime = uptime
        self.clock = clock
        queue = BatchQueue(limit: 1 << 30)
        let counters = counters
        var source = LiveSource(name: "test", linkType: linkType, queue: queue) { counters.now }
        source.clock = { clock.now }
        source.uptime = { uptime.now }
        run = LiveRun(options, source, pace)
        run.begin(&listener)
    }

    /// Takes a frame, after the silence before it has passed second by second.
    mutating func take(_ frame: Frame) {
        let time = frame.time.advanced(bySeconds: shift)
        if let last { wait(until: time, from: last) }
        last = time
        clock.set(time)
        var batch = PacketBatch(firstNumber: number, linkType: frame.linkType)
        batch.append(frame.bytes, originalLength: UInt32(frame.originalLength), time: time)
        number += 1
        run.take(batch, &listener)
        _ = run.look(&listener)
    }

    /// Lets time pass without packets.
    mutating func wait(seconds: Double) {
        guard let from = last else { return }
        let end = from.advanced(bySeconds: seconds)
        wait(until: end, from: from)
        last = end
    }

    /// Somebody sets the clock.
    mutating func setClock(ahead seconds: Double) {
        shift += seconds
        last = last?.advanced(bySeconds: seconds)
        clock.set(clock.now.advanced(bySeconds: seconds))
    }

    /// So many packets come faster than they can be looked at.
    mutating func lose(_ count: UInt64) {
        number += count
        counters.lose(count)
    }

    private mutating func wait(until end: Timestamp, from start: Timestamp) {
        var now = start
        while end.seconds(since: now) > 0 {
            let step = min(1, end.seconds(since: now))
            now = now.advanced(bySeconds: step)
            clock.set(now)
            uptime.set(uptime.now.advanced(bySeconds: step))
            if step == 1 { _ = run.look(&listener) }
        }
    }

    mutating func finish() -> Conclusions { run.finish(&listener) }
}

/// Counters of a capture that a test sets.
final class SetCounters: Sendable {
    private let counters = Mutex(LiveCounters())

    var now: LiveCounters { counters.withLock { $0 } }

    func lose(_ count: UInt64) {
        counters.withLock { counters in
            counters.captured += count
            counters.unanalyzed += count
        }
    }
}
