/// The length that set the end of the unit in which something was read.
@frozen
public enum LengthSource: UInt8, Sendable, Hashable {
    case frame, captured, ieee8023, ipv4, ipv6, udp, pppoe, netfilterLog, fragments

    /// As in "because IPv4 total length".
    public var name: String {
        switch self {
        case .frame: "frame length"
        case .captured: "snap length"
        case .ieee8023: "IEEE 802.3 length"
        case .ipv4: "IPv4 total length"
        case .ipv6: "IPv6 payload length"
        case .udp: "UDP length"
        case .pppoe: "PPPoE length"
        case .netfilterLog: "NFLOG attribute length"
        case .fragments: "reassembled fragments"
        }
    }
}
