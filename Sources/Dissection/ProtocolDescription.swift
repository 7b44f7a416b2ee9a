/// A protocol's name, as outputs print it and `--decode-as` takes it.
public struct ProtocolID: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    public static let http1 = ProtocolID(rawValue: "http1")
    public static let tls = ProtocolID(rawValue: "tls")
    public static let webSocket = ProtocolID(rawValue: "websocket")
    public static let http2 = ProtocolID(rawValue: "http2")
    public static let redis = ProtocolID(rawValue: "redis")
    public static let memcached = ProtocolID(rawValue: "memcached")
    public static let postgreSQL = ProtocolID(rawValue: "postgresql")
    public static let mySQL = ProtocolID(rawValue: "mysql")
}

/// A protocol that can be read: the one thing the rest of the program knows about it.
///
/// A class, so that a flow refers to it in one word.
public final class ProtocolDescription: Sendable {
    public let id: ProtocolID
    /// Other names that `--decode-as` takes: Wireshark's.
    public let aliases: [String]
    public let title: String
    public let specification: String
    /// Ports it is usually found on: a hint, never a proof.
    public let ports: [UInt16]
    /// Names under which TLS agrees on it (IANA TLS ALPN Protocol IDs).
    public let applicationProtocols: [String]
    public let probe: @Sendable (_ client: RawSpan, _ server: RawSpan, _ hints: OpeningHints) -> Probe
    public let make: @Sendable (Environment) -> any StreamDissector

    public init<Dissector: StreamDissector>(
        _ id: ProtocolID, aliases: [String] = [], title: String, specification: String, ports: [UInt16],
        applicationProtocols: [String] = [], dissector: Dissector.Type
    ) {
        self.id = id
        self.aliases = aliases
        self.title = title
        self.specification = specification
        self.ports = ports
        self.applicationProtocols = applicationProtocols
        probe = { client, server, hints in Dissector.probe(client: client, server: server, hints: hints) }
        make = { environment in Dissector(environment) }
    }

    /// The description of a protocol by its name or an alias.
    public static func named(_ name: String) -> ProtocolDescription? {
        all.first { $0.id.rawValue == name || $0.aliases.contains(name) }
    }
}
