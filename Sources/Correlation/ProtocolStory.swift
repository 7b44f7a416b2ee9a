public import Records

/// What a database's session or an HTTP/2 connection tells of its flow: bounded, no list that grows with traffic.
struct ProtocolStory: Sendable {
    /// Streams remembered.
    static let streams = 64

    /// Told at the session's end.
    var database: DatabaseSession?
    /// The last error, or the last warning of the server's own end.
    var databaseError: DatabaseEvent?
    /// When the transaction that is open began.
    var transactionSince: PacketReference?
    /// Told at the connection's end.
    var http2: HTTP2Connection?
    /// The first streams that came to nothing.
    var lostStreams: [LostStream] = []
}

/// A stream of HTTP/2 that came to nothing.
public struct LostStream: Sendable {
    public var failure: HTTP2Failure
    /// Of method and path.
    var key: UInt64
}

extension FlowFacts {
    /// Its database session, once that is told.
    public var database: DatabaseSession? { story?.database }
    /// The last error that its database told, or its last warning that it ends the session.
    public var databaseError: DatabaseEvent? { story?.databaseError }
    /// Its HTTP/2 connection, once that is over.
    public var http2: HTTP2Connection? { story?.http2 }
    public var lostStreams: [LostStream] { story?.lostStreams ?? [] }
    var transactionSince: PacketReference? { story?.transactionSince }

    mutating func absorb(_ event: DatabaseEvent) {
        hasAnswer = true
        switch event.kind {
        case .error, .loginFailed: change { $0.databaseError = event }
        case .notice: if event.endsSession { change { $0.databaseError = event } }
        case .transactionBegan: change { $0.transactionSince = event.at }
        case .committed, .rolledBack: change { $0.transactionSince = nil }
        default: break
        }
    }

    mutating func note(_ failure: HTTP2Failure, key: UInt64) {
        change {
            guard $0.lostStreams.count < ProtocolStory.streams else { return }
            $0.lostStreams.append(LostStream(failure: failure, key: key))
        }
    }
}
