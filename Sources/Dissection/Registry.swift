extension ProtocolDescription {
    /// Every protocol, in the order in which bytes are held against them: the most certain signatures first.
    public static let all: [ProtocolDescription] = [
        .tls,
        .http2,
        .http1,
        .webSocket,
        .postgreSQL,
        .mySQL,
        .redis,
        .memcached,
    ]
}
