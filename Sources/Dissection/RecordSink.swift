public import Records

/// Takes what a dissector tells.
public struct RecordSink: Sendable {
    public private(set) var records: [Record] = []
    /// Protocols recognised since the last `takeIdentified`.
    public private(set) var identified: [ProtocolID] = []
    /// What was owed at the flow's end: set by the dissector in `end`.
    public var owed: Owed? {
        get { owing.first }
        set { owing = newValue.map { [$0] } ?? [] }
    }
    /// Empty or one element: asked for after every packet, and large.
    private var owing: [Owed] = []

    public init() {}

    public var isEmpty: Bool { records.isEmpty }

    /// Whether nothing at all was told: so it is after most packets.
    public var isUntouched: Bool { records.isEmpty && identified.isEmpty && owing.isEmpty }

    public mutating func append(_ record: Record) { records.append(record) }

    public mutating func identify(_ protocolID: ProtocolID) { identified.append(protocolID) }

    /// Turns the order of the records round, for `takeLast` to begin with the first.
    public mutating func reverse() {
        // In the buffer, where they are exchanged and not counted.
        if records.count > 1 { records.withUnsafeMutableBufferPointer { $0.reverse() } }
    }

    /// Takes the last record out: it moves, and nothing of it is counted or copied.
    public mutating func takeLast() -> Record? { records.popLast() }

    /// Empties the sink, keeping its storage.
    public mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        identified.removeAll(keepingCapacity: true)
        if !owing.isEmpty { owing = [] }
    }
}
