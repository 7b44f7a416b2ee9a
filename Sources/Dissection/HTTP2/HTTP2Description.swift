extension ProtocolDescription {
    /// HTTP/2 over cleartext TCP or within what carries it, on any port; gRPC calls with it.
    static let http2 = ProtocolDescription(
        .http2, aliases: ["grpc", "h2c", "h2"], title: "HTTP/2", specification: "RFC 9113, RFC 7541, RFC 8441, gRPC",
        ports: [80, 8080, 50051], applicationProtocols: ["h2"],
        dissector: HTTP2Dissector.self)
}
