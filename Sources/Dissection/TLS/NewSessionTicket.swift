import Bytes

/// A NewSessionTicket (RFC 5077 § 3.3; of TLS 1.3 RFC 8446 § 4.6.1).
struct NewSessionTicket: Sendable, Equatable {
    /// Seconds for which the server thinks it will remember; 0 is unspecified.
    var lifetimeHint: UInt32
    /// Empty where the server has changed its mind.
    var ticket: [UInt8]

    init(_ body: RawSpan, isTLS13: Bool = false) throws(Malformed) {
        var rest = body
        lifetimeHint = try rest.readUInt32()
        if isTLS13 {
            _ = try rest.readUInt32()
            try rest.skip(Int(try rest.readUInt8()))
        }
        ticket = try rest.readBytes(Int(try rest.readUInt16()))
    }
}
