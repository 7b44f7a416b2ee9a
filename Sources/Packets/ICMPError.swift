public import Records

/// An ICMP or ICMPv6 error about a TCP segment (RFC 792, RFC 4443).
public struct ICMPError: Sendable, Hashable {
    /// What went wrong, the same words for both versions.
    public enum Kind: Sendable, Hashable {
        case unreachable(Unreachable)
        /// IPv4: too long and not to be fragmented. `mtu` in octets, 0 if the router does not say.
        case fragmentationNeeded(mtu: UInt32)
        /// IPv6: too long. `mtu` in octets.
        case packetTooBig(mtu: UInt32)
        case timeExceeded
        case other
    }

    /// What could not be reached.
    public enum Unreachable: UInt8, Sendable, Hashable {
        case network, host, `protocol`, port, administrativelyProhibited
    }

    public var kind = Kind.other
    /// The ICMP type and code as on the wire.
    public var type: UInt8 = 0
    public var code: UInt8 = 0
    /// Who sent the error: a router, or the destination itself.
    public var sender = Address(ipv4: 0)
    /// The ends of the quoted segment, as it was sent.
    public var quotedSource = Endpoint(address: Address(ipv4: 0), port: 0)
    public var quotedDestination = Endpoint(address: Address(ipv4: 0), port: 0)
    public var quotedSequence: UInt32 = 0

    public init() {}
}

extension ICMPError.Kind {
    /// Whether messages of the type quote a packet.
    static func isError(_ type: UInt8, isIPv6: Bool) -> Bool {
        switch type {
        case 1, 2: isIPv6
        case 3, 4: true
        case 5, 11, 12: !isIPv6
        default: false
        }
    }

    /// What an ICMP error says; `field` is the second word of its header.
    init(ipv4Type type: UInt8, code: UInt8, field: UInt32) {
        switch (type, code) {
        case (3, 0), (3, 6), (3, 11): self = .unreachable(.network)
        case (3, 1), (3, 5), (3, 7), (3, 8), (3, 12): self = .unreachable(.host)
        case (3, 2): self = .unreachable(.protocol)
        case (3, 3): self = .unreachable(.port)
        case (3, 4): self = .fragmentationNeeded(mtu: field & 0xffff)
        case (3, 9), (3, 10), (3, 13...15): self = .unreachable(.administrativelyProhibited)
        case (11, _): self = .timeExceeded
        default: self = .other
        }
    }

    /// What an ICMPv6 error says; `field` is the second word of its header.
    init(ipv6Type type: UInt8, code: UInt8, field: UInt32) {
        switch (type, code) {
        case (1, 0): self = .unreachable(.network)
        case (1, 1), (1, 5), (1, 6): self = .unreachable(.administrativelyProhibited)
        case (1, 2), (1, 3): self = .unreachable(.host)
        case (1, 4): self = .unreachable(.port)
        case (2, _): self = .packetTooBig(mtu: field)
        case (3, _): self = .timeExceeded
        default: self = .other
        }
    }
}
