public import Dissection

/// A rule of `--decode-as`: flows with this port are read as this protocol, whatever their bytes look like.
public struct DecodeAs: Sendable {
    public var port: UInt16
    public var description: ProtocolDescription

    public init(port: UInt16, description: ProtocolDescription) {
        self.port = port
        self.description = description
    }

    /// What a rule's text says.
    public enum Parsed: Sendable {
        case rule(DecodeAs)
        /// Well-formed, but of a protocol that there is no dissector for.
        case unread(String)
    }

    /// Reads `tcp.port==8443,tls`, with Wireshark's protocol names or ours; `nil` if it is not of that form.
    public static func parse(_ rule: String) -> Parsed? {
        let parts = rule.split(separator: ",", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let field = parts[0].split(separator: "=", omittingEmptySubsequences: true)
        let name = parts[1].filter { $0 != " " }
        guard field.count == 2, field[0].filter({ $0 != " " }) == "tcp.port", !name.isEmpty,
            let port = UInt16(field[1].filter { $0 != " " })
        else { return nil }
        guard let description = ProtocolDescription.named(name) else { return .unread(name) }
        return .rule(DecodeAs(port: port, description: description))
    }
}
