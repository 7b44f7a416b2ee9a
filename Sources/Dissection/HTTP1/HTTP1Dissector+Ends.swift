import Records

/// Gaps and ends.
extension HTTP1Dissector {
    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync {
        if gap.place.direction == .toServer {
            if requests.state == .body || requests.state == .longHead {
                let isOver = requests.state == .body && requests.body.bridge()
                if isRequestQueued, !exchanges.isEmpty { exchanges[exchanges.count - 1].hasGaps = true }
                endRequest(at: isOver ? gap.place.reference : nil, &sink)
            }
            requests.lose()
            return .resume
        }
        if responses.state == .body || responses.state == .longHead {
            let isOver = responses.state == .body && responses.body.bridge()
            if !exchanges.isEmpty, answer != nil { exchanges[0].hasGaps = true }
            endAnswer(at: isOver ? gap.place.reference : nil, isComplete: isOver, &sink)
        }
        responses.lose()
        missesAnswers = true
        return awaitsTunnel ? giveUpTunnel(&sink) : .resume
    }

    /// Whether the missing bytes may have held the answer to a CONNECT.
    private var awaitsTunnel: Bool {
        let newest = exchanges.count - 1
        guard newest >= 0, exchanges[newest].isConnect else { return false }
        return newest > 0 || answer == nil
    }

    /// What is in the tunnel is looked at like a new flow.
    private mutating func giveUpTunnel(_ sink: inout RecordSink) -> Resync {
        exchanges[exchanges.count - 1].hasGaps = true
        while !exchanges.isEmpty { emitFirst(&sink) }
        return .probe
    }

    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        requests.body.settle(unskipped: end.unskipped.client)
        responses.body.settle(unskipped: end.unskipped.server)
        switch end.direction {
        case .toServer: break
        case .toClient: endWithConnection(end, &sink)
        case nil:
            sink.owed = owed(at: end)
            endAll(end, &sink)
        }
    }

    /// A FIN ends the body that lasts until the connection closes (RFC 9112 § 6.3).
    private mutating func endWithConnection(_ end: StreamEnd, _ sink: inout RecordSink) {
        guard responses.state == .body, responses.body.endsWithConnection, let head = answer?.at else { return }
        finishAnswer(at: latest(head, end.lastDelivered.server), &sink)
    }

    private mutating func endAll(_ end: StreamEnd, _ sink: inout RecordSink) {
        if responses.state == .body { endAnswer(at: nil, isComplete: false, &sink) }
        if requests.state == .body { endRequest(at: nil, &sink) }
        while !exchanges.isEmpty {
            if missesAnswers, answer == nil { exchanges[0].hasGaps = true }
            emitFirst(&sink)
        }
        guard !strayInformational.isEmpty else { return }
        var exchange = HTTPExchange(version: "1.1")
        exchange.informational = strayInformational
        sink.append(.exchange(exchange))
    }

    private func latest(_ reference: PacketReference, _ other: PacketReference?) -> PacketReference {
        guard let other, other.packet > reference.packet else { return reference }
        return other
    }
}

/// What is owed when the flow ends.
extension HTTP1Dissector {
    private func owed(at end: StreamEnd) -> Owed? {
        if let rest = restOfResponse(end) { return rest }
        if !exchanges.isEmpty, answer == nil {
            return exchanges[0].isRequestOver ? answer(end) : restOfRequest(end)
        }
        guard requests.state == .head, end.unread.client > 0, let begin = requests.begin else { return nil }
        return Owed(
            what: .restOfMessage, by: .client, since: begin, progress: latest(begin, end.lastDelivered.client),
            received: UInt64(end.unread.client), subject: "request")
    }

    private func restOfResponse(_ end: StreamEnd) -> Owed? {
        if responses.state == .body, !exchanges.isEmpty, !isAnswerOver, let response = answer {
            return Owed(
                what: .restOfMessage, by: .server, since: response.begin,
                progress: latest(response.at, end.lastDelivered.server), received: responses.body.received,
                announced: response.announcedBytes, subject: subject(0))
        }
        guard responses.state == .head, end.unread.server > 0, let begin = responses.begin else { return nil }
        return Owed(
            what: .restOfMessage, by: .server, since: begin, progress: latest(begin, end.lastDelivered.server),
            received: UInt64(end.unread.server), subject: exchanges.isEmpty ? "response" : subject(0))
    }

    private func answer(_ end: StreamEnd) -> Owed? {
        // Where answers are missing, or the server speaks something else, nobody can tell.
        guard !missesAnswers, responses.state != .lost || !responses.hasSpoken, let request = exchanges[0].request
        else { return nil }
        var count = 0
        for index in 0..<exchanges.count where exchanges[index].isRequestOver {
            count += 1
        }
        return Owed(
            what: .answer, by: .server, since: request.at,
            progress: latest(request.end ?? request.at, end.lastDelivered.server), count: count, subject: subject(0))
    }

    private func restOfRequest(_ end: StreamEnd) -> Owed? {
        guard let request = exchanges[0].request else { return nil }
        return Owed(
            what: .restOfMessage, by: .client, since: request.begin,
            progress: latest(request.at, end.lastDelivered.client), received: requests.body.received,
            announced: request.announcedBytes, subject: subject(0))
    }

    /// Method and path; neither the query nor a session identifier in the path.
    private func subject(_ index: Int) -> String {
        guard let request = exchanges[index].request else { return "response" }
        return "\(request.method) \(TargetPath.text(request.target))"
    }
}
