import Records

/// Gaps and ends.
extension HTTP2Dissector {
    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync {
        let direction = gap.place.direction
        let reference = gap.place.reference
        self[direction].hasSpoken = true
        noteLoss(of: direction)
        if let data = self[direction].data {
            let left = data.content + data.padding
            if let stream = streams.index(of: data.streamID) { streams[stream][direction].counter?.lose() }
            let isWithin = data.skipping == 0 && gap.byteCount <= UInt64(left)
            // The frame ends within the gap, or the gap within the frame.
            pass(isWithin ? Int(gap.byteCount) : left, direction, at: reference, &sink)
            if isWithin { return .resume }
        }
        self[direction].lose()
        return .resume
    }

    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        if connection.ended == nil, end.how != .open {
            connection.ended = Closing(how: end.how, by: end.by, at: end.at)
        }
        settle(.toServer, end.unskipped.client, at: end.lastDelivered.client ?? end.at)
        settle(.toClient, end.unskipped.server, at: end.lastDelivered.server ?? end.at)
        guard end.direction == nil else { return }
        sink.owed = owed(at: end)
        while !streams.isEmpty { emit(0, at: end.at, &sink) }
        guard hasRead else { return }
        for side in Side.allCases {
            let direction = side.sending
            connection.pings[side] = self[direction].pings.count
            let unanswered = self[direction].pings.unanswered(until: end.at.time)
            connection.unansweredPings[side] = unanswered.count
            connection.firstUnansweredPing[side] = unanswered.first
            if let since = self[direction].credit.stalledSince, !connection.hasGaps {
                self[direction].credit.endStall(since: since, at: end.at)
            }
            connection.longestStall[side] = self[direction].credit.longest
        }
        sink.append(.http2(connection))
    }

    /// The stream ended with so many octets of a skip still to come: counts those that came.
    private mutating func settle(_ direction: Direction, _ unskipped: UInt64, at reference: PacketReference) {
        guard let data = self[direction].data, data.skipping > 0 else { return }
        let passed = data.skipping - Int(min(unskipped, UInt64(data.skipping)))
        self[direction].data?.skipping = 0
        guard passed > 0, let stream = streams.index(of: data.streamID) else { return }
        let content = min(passed, data.content)
        self[direction].data?.content -= content
        streams[stream][direction].content &+= UInt64(content)
        streams[stream][direction].progress = reference
    }
}

/// What is owed when the flow ends.
extension HTTP2Dissector {
    private func owed(at end: StreamEnd) -> Owed? {
        restOfResponse() ?? answer() ?? restOfRequest() ?? restOfFrame(end)
    }

    /// Whether the stream's state is known, and somebody still has to do something.
    private func isPending(_ stream: HTTP2Stream) -> Bool {
        let isRefused = !stream.isPushed && stream.id > lastAccepted
        return stream.isAsked && !stream.isTunnel && !stream.hasGaps && !isRefused
    }

    private func restOfResponse() -> Owed? {
        owed(.restOfMessage, by: .server) { stream in
            isPending(stream) && stream.response != nil && !stream.server.isOver
        }
    }

    private func answer() -> Owed? {
        owed(.answer, by: .server) { stream in
            isPending(stream) && stream.response == nil && !stream.isPushed && stream.client.isOver
        }
    }

    private func restOfRequest() -> Owed? {
        owed(.restOfMessage, by: .client) { stream in
            isPending(stream) && !stream.client.isOver && !stream.server.isOver
        }
    }

    /// What is owed on the streams that `isMeant` names; the oldest of them is told.
    private func owed(_ what: Owed.What, by side: Side, _ isMeant: (HTTP2Stream) -> Bool) -> Owed? {
        var owed: Owed?
        for index in streams.indices where isMeant(streams[index]) {
            if owed != nil {
                owed?.count += 1
                continue
            }
            let stream = streams[index]
            let sender = stream[side.sending]
            let request = stream.request ?? (stream.isUpgraded ? upgradeRequest : nil)
            guard let since = side == .server && what == .restOfMessage ? stream.response?.begin : request?.at else {
                continue
            }
            owed = Owed(
                what: what, by: side, since: since,
                progress: sender.progress ?? stream.client.progress ?? since, subject: Self.subject(request))
            guard what == .restOfMessage else { continue }
            owed?.received = sender.content
            owed?.announced = side == .server ? stream.response?.announcedBytes : request?.announcedBytes
        }
        return owed
    }

    private func restOfFrame(_ end: StreamEnd) -> Owed? {
        for side in [Side.server, .client] {
            guard let since = self[side.sending].incompleteSince, end.unread[side] > 0 else { continue }
            return Owed(
                what: .restOfMessage, by: side, since: since, progress: end.lastDelivered[side] ?? since,
                received: UInt64(end.unread[side]), subject: "HTTP/2 frame")
        }
        return nil
    }

    /// Method and path; neither the query nor a session identifier in the path.
    private static func subject(_ request: HTTPRequest?) -> String {
        guard let request else { return "response" }
        return "\(request.method) \(TargetPath.text(request.target))"
    }
}
