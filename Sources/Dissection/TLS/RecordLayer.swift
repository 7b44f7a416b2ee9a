import Records

/// Where the reading of one direction's records stands.
struct RecordLayer: Sendable {
    enum Phase: Sendable {
        /// At the beginning of a record.
        case header
        /// Inside a handshake record in clear: so many octets are left.
        case handshake(remaining: Int)
        /// At the beginning of a protected record, at this offset, that is wanted whole.
        case waiting(from: UInt64)
        /// After a gap inside a record, of which so many octets are left.
        case resuming(remaining: Int)
        /// Inside a record that is passed over.
        case passing
        /// The rest of the direction is not read.
        case closed
    }

    var phase = Phase.header
    /// The header of the record that was begun last, and where it begins.
    var header: RecordHeader?
    var begin = PacketReference(packet: 0, time: Timestamp(nanoseconds: 0))
    /// Whether the next octets are known to begin a record.
    var isSynchronized: Bool
    /// Nothing was read yet.
    var isFresh = true
    /// After ChangeCipherSpec, or what looks like it.
    var isEncrypted = false
    var messages = HandshakeReader()
    /// Messages of the record under way that are complete.
    var complete: [HandshakeMessage.Read] = []
    /// The rest of the record under way cannot be read.
    var isRestUnknown = false

    init(isSynchronized: Bool) { self.isSynchronized = isSynchronized }

    /// Bytes are missing: the next ones may begin anywhere.
    mutating func desynchronize() {
        if case .closed = phase { return }
        phase = .header
        header = nil
        isSynchronized = false
        isFresh = false
        isRestUnknown = false
        messages.reset()
    }

    /// Octets of the record under way that came, given how many are still to come; `nil` between records.
    func progress(unskipped: UInt64, unread: Int) -> (received: UInt64, announced: UInt64?)? {
        switch phase {
        case .closed: return nil
        case .header:
            return unread > 0 && isSynchronized ? (UInt64(unread), nil) : nil
        case .waiting:
            guard let header else { return nil }
            return (UInt64(max(0, unread - RecordHeader.byteCount)), UInt64(header.length))
        case .handshake(let remaining), .resuming(let remaining):
            guard let header else { return nil }
            return (UInt64(max(0, header.length - remaining)), UInt64(header.length))
        case .passing:
            guard let header, unskipped > 0, unskipped <= UInt64(header.length) else { return nil }
            return (UInt64(header.length) - unskipped, UInt64(header.length))
        }
    }
}
