/// The control bits of a TCP header (RFC 9293 § 3.1; AE, once NS, RFC 7560).
public struct TCPFlags: OptionSet, Sendable, Hashable {
    public var rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let fin = TCPFlags(rawValue: 1)
    public static let syn = TCPFlags(rawValue: 2)
    public static let rst = TCPFlags(rawValue: 4)
    public static let psh = TCPFlags(rawValue: 8)
    public static let ack = TCPFlags(rawValue: 16)
    public static let urg = TCPFlags(rawValue: 32)
    public static let ece = TCPFlags(rawValue: 64)
    public static let cwr = TCPFlags(rawValue: 128)
    public static let ae = TCPFlags(rawValue: 256)
}
