import Records

/// One side's pings, and which of them were answered (RFC 6455 § 5.5.2, § 5.5.3).
struct PingLedger: Sendable, Equatable {
    /// Unanswered pings whose payload is remembered; of older ones only their number.
    static let remembered = 64
    /// Distances between pings that the median is taken of.
    static let intervals = 64
    /// A ping is not called unanswered when less time than this was left for its pong, seconds.
    static let answerSeconds = 1.0

    private struct Ping: Sendable, Equatable {
        var payload: [UInt8]
        var at: PacketReference
    }

    private var waiting: [Ping] = []
    private var forgotten: UInt32 = 0
    private var firstForgotten: PacketReference?
    private var previous: PacketReference?
    private var distances: [Double] = []

    /// Notes a ping; where its answer would not be seen (`isWatched` is false), it is not waited for.
    mutating func sent(_ payload: [UInt8], at reference: PacketReference, isWatched: Bool) {
        if let previous, distances.count < Self.intervals {
            distances.append(reference.time.seconds(since: previous.time))
        }
        previous = reference
        guard isWatched else { return }
        if waiting.count == Self.remembered {
            let oldest = waiting.removeFirst()
            firstForgotten = firstForgotten ?? oldest.at
            forgotten = forgotten == .max ? .max : forgotten + 1
        }
        waiting.append(Ping(payload: payload, at: reference))
    }

    /// A pong came: it answers the last ping with its payload and all before that one; what answers none is unsolicited.
    mutating func answered(_ payload: [UInt8]) {
        guard let index = waiting.lastIndex(where: { $0.payload == payload }) else { return }
        waiting.removeSubrange(...index)
        forgotten = 0
        firstForgotten = nil
    }

    /// Answers may have been missed: nothing can be said of the pings so far, nor of the distance to the next.
    mutating func forgive() {
        waiting.removeAll()
        forgotten = 0
        firstForgotten = nil
    }

    /// The side's own bytes are missing: the distance from its last ping to the next is not known.
    mutating func interrupt() { previous = nil }

    /// The unanswered pings at the end of the time for answers, and the first of them.
    func unanswered(until end: Timestamp) -> (count: UInt32, first: PacketReference?) {
        let late = waiting.filter { end.seconds(since: $0.at.time) >= Self.answerSeconds }
        let (sum, overflow) = forgotten.addingReportingOverflow(UInt32(late.count))
        return (overflow ? .max : sum, firstForgotten ?? late.first?.at)
    }

    /// Seconds of the median distance; the lower of the two in the middle of an even number.
    var medianInterval: Double? {
        distances.isEmpty ? nil : distances.sorted()[(distances.count - 1) / 2]
    }
}
