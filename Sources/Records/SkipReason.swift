/// Why a packet was not given to a flow. Every packet is analyzed or has exactly one of these.
@frozen
public enum SkipReason: UInt8, Sendable, Hashable, CaseIterable {
    /// Rejected by the user's filter.
    case filtered
    /// No IP inside: spanning tree, LLDP, an encrypted radio frame…
    case nonIP
    case arp
    /// ICMP or ICMPv6, errors that quote a TCP flow included.
    case icmp
    case udp
    case quic
    /// IP that carries neither TCP, UDP nor ICMP: ESP, SCTP, IGMP, OSPF…
    case otherIP
    /// The capture's link type is not understood.
    case unsupportedLink
    /// A length in the packet contradicts another one.
    case malformed
    /// The snap length cut the packet before the end of the headers.
    case snapped
    /// A fragment of an IP datagram whose other fragments never came.
    case fragmentIncomplete
    /// Live: it came faster than it could be analyzed.
    case overloaded
    /// Live: it came after its flow was over and told.
    case late

    /// The name in reports.
    public var name: String {
        switch self {
        case .filtered: "filtered"
        case .nonIP: "non_ip"
        case .arp: "arp"
        case .icmp: "icmp"
        case .udp: "udp"
        case .quic: "quic"
        case .otherIP: "other_ip"
        case .unsupportedLink: "unsupported_link"
        case .malformed: "malformed"
        case .snapped: "snapped"
        case .fragmentIncomplete: "fragment_incomplete"
        case .overloaded: "overloaded"
        case .late: "late"
        }
    }
}

extension SkipReason: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let reason = SkipReason.allCases.first(where: { $0.name == text }) else {
            let place = DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no reason \(text)")
            throw DecodingError.dataCorrupted(place)
        }
        self = reason
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
