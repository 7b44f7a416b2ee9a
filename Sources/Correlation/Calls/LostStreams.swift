public import Records

/// What became of the streams that were open when a side said GOAWAY.
public struct LostStreams: Sendable {
    /// Those that came to nothing, in order.
    public var streams: [HTTP2Failure]
    /// How many of them their client asked for again on another connection, with an answer.
    public var askedAgain: Int

    public var isHarmless: Bool { streams.count <= askedAgain }
}

extension Correlation {
    /// The streams that were lost with a GOAWAY of the server.
    ///
    /// What is above its last stream was refused, whoever closes first; what is below was cut if the server ended it.
    public func lostStreams(
        of facts: FlowFacts, _ closed: FlowClosed, with goAway: HTTP2Connection.GoAway, lastStream: UInt32
    ) -> LostStreams {
        let clientLeft = closed.closed.by == .client ? closed.closed.at?.packet ?? .max : .max
        let lost = facts.lostStreams.filter { stream in
            let failure = stream.failure
            guard !failure.hasGaps else { return false }
            if failure.stream > lastStream { return failure.kind != .reset(by: .client, code: HTTP2ErrorCode.cancel) }
            guard failure.asked.packet <= goAway.at.packet else { return false }
            return switch failure.kind {
            case .status(let status): status == GRPCStatus.unavailable && failure.ended.packet >= goAway.at.packet
            case .reset(let by, _): by == .server && failure.ended.packet >= goAway.at.packet
            case .cut: closed.closed.how != .open && clientLeft == .max
            case .deadline: false
            }
        }
        return LostStreams(
            streams: lost.map(\.failure), askedAgain: askedAgain(lost.map(\.key), of: facts, since: goAway.at.time))
    }

    /// Whether the client of a call asked for the same thing again on another connection, and was answered.
    public func isAskedAgain(_ call: FailedCall) -> Bool {
        hops.answers(call.key, to: call.client.address, since: call.failure.ended.time, not: call.flow) > 0
    }

    /// For how many of these requests their client got an answer on another connection.
    private func askedAgain(_ keys: [UInt64], of facts: FlowFacts, since time: Timestamp) -> Int {
        var count = 0
        var known: [UInt64] = []
        for key in keys where !known.contains(key) {
            known.append(key)
            let answers = hops.answers(key, to: facts.client.address, since: time, not: facts.id)
            count += min(answers, keys.count { $0 == key })
        }
        return count
    }
}
