extension ProtocolDescription {
    /// TLS 1.0 to 1.3, and the hellos of SSL 2.0 and 3.0.
    static let tls = ProtocolDescription(
        .tls, aliases: ["ssl"], title: "Transport Layer Security", specification: "RFC 8446, RFC 5246",
        ports: TLSOpening.ports, dissector: TLSDissector.self)
}
