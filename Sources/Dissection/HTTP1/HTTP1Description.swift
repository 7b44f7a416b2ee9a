extension ProtocolDescription {
    /// HTTP/0.9, 1.0 and 1.1, on any port.
    public static let http1 = ProtocolDescription(
        .http1, aliases: ["http"], title: "HTTP/1", specification: "RFC 9110, RFC 9112",
        ports: [80, 8080, 8000, 3000, 5000, 8008, 8081, 8888, 9000, 3128, 591],
        applicationProtocols: ["http/1.1", "http/1.0"],
        dissector: HTTP1Dissector.self)
}
