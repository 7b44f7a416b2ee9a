import Bytes

/// Tells MySQL by its octets, on any port: its server speaks first.
enum MySQLSignature {
    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        let greeting = server.isEmpty ? false : MySQLGreeting.isLikely(server)
        if greeting == true { return .certain }
        if server.isEmpty || hints.isMidstream, !client.isEmpty, MySQLGreeting.isLikely(client) == true {
            return .certainReversed
        }
        if client.isEmpty, isRefusal(server) { return .certain }
        if hints.isMidstream {
            let midstream = inTheMiddle(client: client, server: server)
            if midstream != .no { return midstream }
            if inTheMiddle(client: server, server: client) == .certain { return .certainReversed }
        }
        return greeting == nil && client.isEmpty ? .possible : .no
    }

    /// Instead of a greeting, an error: too many connections, a blocked host.
    private static func isRefusal(_ server: RawSpan) -> Bool {
        guard let header = MySQLHeader(server), header.sequence <= 2 else { return false }
        return MySQLError.isLikely(server)
    }

    private static func inTheMiddle(client: RawSpan, server: RawSpan) -> Probe {
        if !client.isEmpty, MySQLLogin.isLikely(client) || MySQLChain.isCompressedCommand(client) { return .certain }
        let asked = client.isEmpty ? .no : MySQLChain.commands(client)
        let answered = server.isEmpty ? .no : MySQLChain.answer(server)
        if asked == .convincing || answered == .convincing { return .certain }
        if asked == .fitting, answered == .fitting { return .certain }
        return asked == .fitting && server.isEmpty ? .possible : .no
    }
}
