import Records

/// What the capture lacks: gathered over all flows for the findings that are made once, at the end.
struct CaptureQuality: Sendable {
    /// A flow of which bytes are missing, or packets were captured twice.
    struct Example: Sendable {
        var flow: FlowID
        var at: PacketReference
        var bytes: UInt64
    }

    /// Examples kept of each kind.
    private static let examples = 20

    private(set) var incomplete: [Example] = []
    private(set) var incompleteFlows: UInt64 = 0
    private(set) var cut: [Example] = []
    private(set) var duplicates: [Example] = []
    private(set) var duplicateFlows: UInt64 = 0
    private(set) var firstPacket: PacketReference?

    mutating func absorb(_ attempt: ConnectionAttempt) { firstPacket = firstPacket ?? attempt.syn }

    mutating func absorb(_ closed: FlowClosed, firstGap: PacketReference?) {
        let tcp = closed.tcp
        firstPacket = firstPacket ?? closed.opened.first
        let missing = tcp.missingBytes.client &+ tcp.missingBytes.server
        if missing > 0 {
            incompleteFlows &+= 1
            add(Example(flow: closed.opened.id, at: firstGap ?? closed.opened.first, bytes: missing), to: \.incomplete)
        }
        let cutBytes = tcp.cutBytes.client &+ tcp.cutBytes.server
        if cutBytes > 0 {
            add(Example(flow: closed.opened.id, at: firstGap ?? closed.opened.first, bytes: cutBytes), to: \.cut)
        }
        let copies = UInt64(tcp.duplicates.client) &+ UInt64(tcp.duplicates.server)
        if copies > 0 {
            duplicateFlows &+= 1
            add(Example(flow: closed.opened.id, at: closed.opened.first, bytes: copies), to: \.duplicates)
        }
    }

    private mutating func add(_ example: Example, to list: WritableKeyPath<Self, [Example]>) {
        if self[keyPath: list].count < Self.examples { self[keyPath: list].append(example) }
    }
}
