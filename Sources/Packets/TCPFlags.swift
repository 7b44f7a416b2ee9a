/// The control bits of a TCP header (RFC 9293 § 3.1; AE, once NS, RFC 7560).
public struct TCPFlags: OptionSet, Sendable, Hashable {
    public var rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    // Computed, because a constant of another module is fetched by a call for every use.
    @inlinable public static var fin: TCPFlags { TCPFlags(rawValue: 1) }
    @inlinable public static var syn: TCPFlags { TCPFlags(rawValue: 2) }
    @inlinable public static var rst: TCPFlags { TCPFlags(rawValue: 4) }
    @inlinable public static var psh: TCPFlags { TCPFlags(rawValue: 8) }
    @inlinable public static var ack: TCPFlags { TCPFlags(rawValue: 16) }
    @inlinable public static var urg: TCPFlags { TCPFlags(rawValue: 32) }
    @inlinable public static var ece: TCPFlags { TCPFlags(rawValue: 64) }
    @inlinable public static var cwr: TCPFlags { TCPFlags(rawValue: 128) }
    @inlinable public static var ae: TCPFlags { TCPFlags(rawValue: 256) }
}
