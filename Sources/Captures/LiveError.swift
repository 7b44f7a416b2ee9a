/// Why nothing can be captured on an interface.
public enum LiveError: Error, Equatable, Sendable {
    /// `known` are the names of those there are.
    case noSuchInterface(String, known: [String])
    case notPermitted(interface: String)
    case isDown(interface: String)
    /// None of the link types that it offers is understood.
    case unsupportedLinkType(interface: String, offered: [String])
    case unknownTimestampType(String, interface: String, offered: [String])
    /// libpcap does not understand the filter; `reason` is its message.
    case filter(expression: String, reason: String)
    /// libpcap or the system refused for another reason, in its words.
    case failed(interface: String, reason: String)
}

extension LiveError: CustomStringConvertible {
    /// One line for a person, what to do about it included.
    public var description: String {
        switch self {
        case .noSuchInterface(let name, let known):
            known.isEmpty
                ? "\(name): no such interface, and none can be seen"
                : "\(name): no such interface; there are \(known.joined(separator: ", "))"
        case .notPermitted(let interface):
            "\(interface): no permission to capture; run it with sudo, or give the program the right once: "
                + "sudo setcap cap_net_raw,cap_net_admin+ep $(command -v hangup)"
        case .isDown(let interface):
            "\(interface): the interface is down; bring it up with: ip link set \(interface) up"
        case .unsupportedLinkType(let interface, let offered):
            "\(interface): has frames of type \(offered.joined(separator: ", ")), which hangup cannot read"
        case .unknownTimestampType(let type, let interface, let offered):
            "\(interface): has no timestamps of type \(type)"
                + (offered.isEmpty ? "" : "; it has \(offered.joined(separator: ", "))")
        case .filter(let expression, let reason): "filter \"\(expression)\": \(reason)"
        case .failed(let interface, let reason): interface.isEmpty ? reason : "\(interface): \(reason)"
        }
    }
}
