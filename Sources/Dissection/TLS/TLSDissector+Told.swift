import Bytes
import Records

/// What is told, and when.
extension TLSDissector {
    func tell(_ kind: FlowEvent.Kind, _ detail: String, _ place: Place, _ sink: inout RecordSink) {
        sink.append(.event(FlowEvent(kind: kind, place: place, detail: detail)))
    }

    /// An alert in clear.
    mutating func tell(_ alert: AlertMessage, _ side: Side, _ at: PacketReference, _ sink: inout RecordSink) {
        add(
            TLSHandshake.Alert(
                at: at, by: side, level: alert.level, description: alert.description.rawValue, encrypted: false))
        if alert.description == .closeNotify {
            handshake?.told.closeNotify[side] = true
            closeInner(side, at, &sink)
        }
        let hasFailed = alert.level == AlertMessage.fatal && handshake?.fatalAlert() == true
        if hasFailed { tellDone(&sink) }
    }

    /// Adds an alert to the handshake it belongs to; one that belongs to none has an entry of its own.
    mutating func add(_ alert: TLSHandshake.Alert) {
        var state = handshake ?? HandshakeState(at: alert.at)
        if state.told.alerts.count < bounds.alerts { state.told.alerts.append(alert) }
        handshake = state
    }

    /// The handshake has just been done, or has failed.
    func tellDone(_ sink: inout RecordSink) {
        if let told = handshake?.told { sink.append(.handshakeDone(told)) }
    }

    /// The handshake, and all that came after it, is over.
    mutating func finish(_ sink: inout RecordSink) {
        guard var told = handshake?.told else { return }
        handshake = nil
        traffic.write(to: &told)
        traffic = Traffic()
        sink.append(.handshake(told))
    }

    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        for side in Side.allCases where end.direction == nil || end.direction == side.sending {
            if cut[side] == nil { cut[side] = owed(by: side, end) }
        }
        endInner(end, &sink)
        guard end.direction == nil else { return }
        for direction in Direction.allCases { takeComplete(direction, at: nil, &sink) }
        let record = latestCut()
        // What the conversation inside misses says more than half a record.
        sink.owed = sink.owed ?? record
        tellUnopened(end.at, &sink)
        handshake?.told.endedInRecord = record?.by
        let hasFailed = end.how != .open && handshake?.flowEnded() == true
        if hasFailed { tellDone(&sink) }
        finish(&sink)
    }

    /// The record that a side left unfinished.
    private func owed(by side: Side, _ end: StreamEnd) -> Owed? {
        let layer = layers[side.sending]
        guard let progress = layer.progress(unskipped: end.unskipped[side], unread: end.unread[side]) else {
            return nil
        }
        let last = end.lastDelivered[side] ?? end.at
        let isBegun = progress.announced != nil
        return Owed(
            what: .restOfMessage, by: side, since: isBegun ? layer.begin : last, progress: last,
            received: progress.received, announced: progress.announced, subject: "TLS record")
    }

    private func latestCut() -> Owed? {
        guard let client = cut.client else { return cut.server }
        guard let server = cut.server else { return client }
        return client.progress.packet > server.progress.packet ? client : server
    }
}
