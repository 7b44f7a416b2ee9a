import Records

/// One side's PING frames, and which of them were acknowledged (RFC 9113 § 6.7).
struct HTTP2PingLedger: Sendable, Equatable {
    /// Unacknowledged pings that are remembered; of older ones only their number.
    private static let remembered = 64
    /// A ping is not called unanswered when less time than this was left for its answer, seconds.
    static let answerSeconds = 1.0

    private struct Ping: Sendable, Equatable {
        var opaque: UInt64
        var at: PacketReference
    }

    private(set) var count: UInt64 = 0
    private var waiting: [Ping] = []
    private var forgotten: UInt64 = 0
    private var firstForgotten: PacketReference?

    /// Notes a ping; where its answer would not be seen (`isWatched` is false), it is not waited for.
    mutating func sent(_ opaque: UInt64, at reference: PacketReference, isWatched: Bool) {
        count &+= 1
        guard isWatched else { return }
        if waiting.count == Self.remembered {
            firstForgotten = firstForgotten ?? waiting.removeFirst().at
            if waiting.count == Self.remembered { waiting.removeFirst() }
            forgotten &+= 1
        }
        waiting.append(Ping(opaque: opaque, at: reference))
    }

    /// An ACK came: it is for the oldest ping with its opaque data.
    mutating func acknowledged(_ opaque: UInt64) {
        guard let index = waiting.firstIndex(where: { $0.opaque == opaque }) else { return }
        waiting.remove(at: index)
    }

    /// Acknowledgments may have been missed: nothing can be said of the pings so far.
    mutating func forgive() {
        waiting.removeAll()
        forgotten = 0
        firstForgotten = nil
    }

    /// The unanswered pings at the end, and the first of them.
    func unanswered(until end: Timestamp) -> (count: UInt64, first: PacketReference?) {
        let late = waiting.filter { end.seconds(since: $0.at.time) >= Self.answerSeconds }
        return (forgotten &+ UInt64(late.count), firstForgotten ?? late.first?.at)
    }
}
