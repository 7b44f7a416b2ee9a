extension ProtocolDescription {
    /// WebSocket, after HTTP has switched to it; never guessed, since its frames have no signature.
    static let webSocket = ProtocolDescription(
        .webSocket, title: "WebSocket", specification: "RFC 6455, RFC 7692", ports: [],
        dissector: WebSocketDissector.self)
}
