import Bytes

/// A NewSessionTicket of TLS 1.2 and before (RFC 5077 § 3.3).
struct NewSessionTicket: Sendable, Equatable {
    /// Seconds for which the server thinks it will remember; 0 is unspecified.
    var lifetimeHint: UInt32
    /// Empty where the server has changed its mind.
    var ticket: [UInt8]

    init(_ body: RawSpan) throws(Malformed) {
        var rest = body
        lifetimeHint = try rest.readUInt32()
        ticket = try rest.readBytes(Int(try rest.readUInt16()))
    }
}
