public import Dissection

/// A rule of `--decode-as`: flows with this port are read as this protocol, whatever their bytes look like.
public struct DecodeAs: Sendable {
    public var port: UInt16
    public var description: ProtocolDescription

    public init(port: UInt16, description: ProtocolDescription) {
        self.port = port
        self.description = description
    }

    /// Reads `tcp.port==8443,tls`, with Wireshark's protocol names or ours; `nil` if it is not of that form.
    public init?(_ rule: String) {
        let parts = rule.split(separator: ",", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let field = parts[0].split(separator: "=", omittingEmptySubsequences: true)
        let name = parts[1].filter { $0 != " " }
        guard field.count == 2, field[0].filter({ $0 != " " }) == "tcp.port",
            let port = UInt16(field[1].filter { $0 != " " }), let description = ProtocolDescription.named(name)
        else { return nil }
        self.init(port: port, description: description)
    }
}
