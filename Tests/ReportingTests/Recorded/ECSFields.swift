/// The fields of the Elastic Common Schema that hangup uses, with the types that Elastic publishes for them.
///
/// Sources: github.com/elastic/ecs, generated/csv/fields.csv of 8.12.0-dev (commit 7b66579) for @timestamp to observer;
/// generated/elasticsearch/composable/component of 8.6.0 (commits 5241b71 and 60d3f6f) for related to user_agent, which
/// 8.11.0 has unchanged. Allowed values: the reference's pages on event.kind, category, type and outcome.
enum ECSFields {
    enum Kind: String { case keyword, wildcard, text, long, date, ip, boolean }

    struct Field {
        var kind: Kind
        var isArray: Bool
    }

    /// Name, type, and whether it is always an array. `match_only_text` is written as `text`.
    static let published: [String: Field] = {
        var fields: [String: Field] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 1, let kind = Kind(rawValue: String(words[1])) else { continue }
            fields[String(words[0])] = Field(kind: kind, isArray: words.count > 2)
        }
        return fields
    }()

    static let allowed: [String: Set<String>] = [
        "event.kind": ["alert", "asset", "enrichment", "event", "metric", "state", "pipeline_error", "signal"],
        "event.outcome": ["failure", "success", "unknown"],
        "event.category": [
            "api", "authentication", "configuration", "database", "driver", "email", "file", "host", "iam",
            "intrusion_detection", "library", "malware", "network", "package", "process", "registry", "session",
            "threat",
            "vulnerability", "web",
        ],
        "event.type": [
            "access", "admin", "allowed", "change", "connection", "creation", "deletion", "denied", "device", "end",
            "error",
            "group", "indicator", "info", "installation", "protocol", "start", "user",
        ],
        "network.transport": ["tcp"],
        "network.type": ["ipv4", "ipv6"],
        "tls.version_protocol": ["tls", "ssl"],
    ]

    /// The types that an event of a category is expected to have.
    static let expectedTypes: [String: Set<String>] = [
        "database": ["access", "change", "info", "error"],
        "network": ["access", "allowed", "connection", "denied", "end", "info", "protocol", "start"],
        "session": ["start", "end", "info"],
        "web": ["access", "error", "info"],
    ]

    private static let table = """
        @timestamp date
        message text
        client.address keyword
        client.bytes long
        client.ip ip
        client.packets long
        client.port long
        destination.address keyword
        destination.bytes long
        destination.ip ip
        destination.packets long
        destination.port long
        ecs.version keyword
        event.action keyword
        event.category keyword array
        event.code keyword
        event.dataset keyword
        event.duration long
        event.end date
        event.id keyword
        event.kind keyword
        event.module keyword
        event.outcome keyword
        event.reason keyword
        event.severity long
        event.start date
        event.type keyword array
        http.request.body.bytes long
        http.request.id keyword
        http.request.method keyword
        http.request.referrer keyword
        http.response.body.bytes long
        http.response.status_code long
        http.version keyword
        log.level keyword
        network.bytes long
        network.community_id keyword
        network.packets long
        network.protocol keyword
        network.transport keyword
        network.type keyword
        network.vlan.id keyword
        observer.product keyword
        observer.type keyword
        observer.version keyword
        related.ip ip array
        rule.category keyword
        rule.id keyword
        rule.name keyword
        rule.ruleset keyword
        server.address keyword
        server.bytes long
        server.ip ip
        server.packets long
        server.port long
        source.address keyword
        source.bytes long
        source.ip ip
        source.packets long
        source.port long
        tls.cipher keyword
        tls.client.ja3 keyword
        tls.client.server_name keyword
        tls.next_protocol keyword
        tls.resumed boolean
        tls.server.hash.sha256 keyword
        tls.server.issuer keyword
        tls.server.not_after date
        tls.server.not_before date
        tls.server.subject keyword
        tls.version keyword
        tls.version_protocol keyword
        trace.id keyword
        url.domain keyword
        url.original wildcard
        url.path wildcard
        url.query keyword
        user.hash keyword
        user.name keyword
        user_agent.original keyword
        """
}
