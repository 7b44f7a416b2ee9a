import Records

extension Visibility {
    /// What was read, each kind with its count: `14 HTTP exchanges`.
    var parts: [String] {
        let kinds = [
            (exchanges, "HTTP exchange"), (handshakes, "TLS handshake"), (webSockets, "WebSocket"),
            (commands, "store command"), (databaseSessions, "database session"),
        ]
        return kinds.filter { $0.0 > 0 }.map { Quantity.count($0.0, $0.1) }
    }
}
