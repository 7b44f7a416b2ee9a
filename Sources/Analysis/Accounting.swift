import Records

/// Counts what was seen, over records as they pass.
struct Accounting {
    private(set) var visibility = Visibility()
    private(set) var missingBytes: UInt64 = 0
    private(set) var cutBytes: UInt64 = 0
    private(set) var duplicates: UInt64 = 0
    private(set) var evictedFlows: UInt64 = 0

    mutating func absorb(_ emission: Emission) {
        switch emission.record {
        case .exchange: visibility.exchanges &+= 1
        case .handshakeDone, .flowOpened, .gap, .event, .http2, .databaseEvent: break
        case .database: visibility.databaseSessions &+= 1
        case .command: visibility.commands &+= 1
        case .handshake: visibility.handshakes &+= 1
        case .webSocket: visibility.webSockets &+= 1
        case .flowClosed(let flow): absorb(flow)
        case .attempt(let attempt):
            visibility.flows &+= 1
            if attempt.evicted != nil { evictedFlows &+= 1 }
        }
    }

    private mutating func absorb(_ flow: FlowClosed) {
        let tcp = flow.tcp
        visibility.flows &+= 1
        if tcp.handshake == .none { visibility.midConnection &+= 1 }
        if tcp.isOneSided, flow.bytes.client &+ flow.bytes.server > 0 { visibility.oneSided &+= 1 }
        if flow.protocols.isEmpty, flow.bytes.client &+ flow.bytes.server > 0 { visibility.unknownProtocol &+= 1 }
        if flow.isDecrypted { visibility.decrypted &+= 1 }
        if flow.protocols.last == "tls", !flow.isDecrypted { visibility.encryptedUnread &+= 1 }
        missingBytes &+= tcp.missingBytes.client &+ tcp.missingBytes.server
        cutBytes &+= tcp.cutBytes.client &+ tcp.cutBytes.server
        duplicates &+= UInt64(tcp.duplicates.client) &+ UInt64(tcp.duplicates.server)
        if flow.evicted != nil { evictedFlows &+= 1 }
    }
}
