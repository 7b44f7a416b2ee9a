extension ProtocolDescription {
    /// Redis, Valkey and what else speaks RESP.
    static let redis = ProtocolDescription(
        .redis, aliases: ["resp"], title: "Redis", specification: "RESP2, RESP3", ports: [6379],
        dissector: RedisDissector.self)
}
