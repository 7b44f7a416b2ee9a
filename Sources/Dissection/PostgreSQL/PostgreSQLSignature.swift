import Bytes
import Records

/// Tells PostgreSQL by its octets, on any port.
enum PostgreSQLSignature {
    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        if isStartup(client) { return .certain }
        let mayReverse = hints.isMidstream || client.isEmpty
        if mayReverse, isStartup(server) { return .certainReversed }
        if hints.isMidstream {
            if isChain(client, from: .client) || isChain(server, from: .server) { return .certain }
            if isChain(server, from: .client) || isChain(client, from: .server) { return .certainReversed }
        }
        let mayBegin = !client.isEmpty && client.byteCount < minimum && PostgreSQLStartup.mayBegin(client)
        return mayBegin ? .possible : .no
    }

    /// A length and a code, and the first letter of the first setting.
    private static let minimum = PostgreSQLStartup.headerByteCount + 1

    private static func isStartup(_ window: RawSpan) -> Bool {
        guard let startup = PostgreSQLStartup(window) else { return false }
        guard case .version = startup.code else { return true }
        guard window.byteCount >= minimum else { return false }
        let first = window.uint8(at: PostgreSQLStartup.headerByteCount)
        return first &- 0x61 < 26 || first == UInt8(ascii: "_") || first == 0
    }

    private static func isChain(_ window: RawSpan, from side: Side) -> Bool {
        !window.isEmpty && PostgreSQLChain(window, from: side).isConvincing
    }
}
