import Records

/// What an alert means in a handshake, and what mends it.
enum HandshakeAlertWords {
    static func reason(_ alert: TLSHandshake.Alert, _ handshake: TLSHandshake) -> String {
        switch alert.description ?? 255 {
        case 40, 71: return "The two have no cipher suite, group or signature algorithm in common."
        case 42, 43, 46: return "It does not accept the other side's certificate\(subject(alert, handshake))."
        case 44: return "The certificate\(subject(alert, handshake)) was revoked."
        case 45: return "The certificate\(subject(alert, handshake)) has expired by its clock."
        case 48:
            return
                "It does not know who signed the certificate\(subject(alert, handshake)): the issuer is private, or "
                + "an intermediate certificate is missing."
        case 70: return "The server accepts no version that the client offers\(versions(handshake))."
        case 86: return "The client fell back to an older version than both know."
        case 112:
            return handshake.serverName == nil
                ? "The ClientHello has no server name (SNI)."
                : "The server does not know the name that the client asked for."
        case 115, 51: return "A signature, key or shared secret did not fit."
        case 116: return "The server wants a client certificate, and the client sent none."
        case 120:
            return
                "No application protocol (ALPN) in common; offered: "
                + "\(handshake.alpnOffered.prefix(4).map { SafeText.plain($0) }.joined(separator: ", "))."
        case 80: return "It had a problem of its own; its log says which."
        case 109, 110: return "The hello lacks an extension, or has one that the other side does not accept."
        default: return ""
        }
    }

    private static func subject(_ alert: TLSHandshake.Alert, _ handshake: TLSHandshake) -> String {
        guard alert.by == .client, let certificate = handshake.certificate else { return "" }
        return " of \(SafeText.plain(certificate.subject)) signed by \(SafeText.plain(certificate.issuer))"
    }

    private static func versions(_ handshake: TLSHandshake) -> String {
        let names: [UInt16: String] = [
            0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3",
        ]
        let known = handshake.supportedVersions.compactMap { names[$0] }
        return known.isEmpty ? "" : " (" + known.joined(separator: ", ") + ")"
    }

    static func fixes(_ description: UInt8?) -> [Finding.Fix] {
        switch description ?? 255 {
        case 42...46, 48:
            [
                Finding.Fix(
                    for: "server",
                    "Send the whole chain (nginx: ssl_certificate with leaf and intermediates), renew the "
                        + "certificate in time, and let it name the host."
                ),
                Finding.Fix(for: "client", "Put the issuing CA into the trust store; see that the clock is right."),
            ]
        case 70, 86, 40, 71:
            [
                Finding.Fix(
                    for: "nginx", "ssl_protocols TLSv1.2 TLSv1.3; and an ssl_ciphers list that the clients know."),
                Finding.Fix(
                    for: "HAProxy", "ssl-default-bind-options ssl-min-ver TLSv1.2, and ssl-default-bind-ciphers."),
                Finding.Fix(
                    for: "client", "A TLS library of this decade; old Java and OpenSSL 1.0 lack what servers ask for."),
            ]
        case 112:
            [
                Finding.Fix(for: "client", "Send the server name (SNI) that the certificate is for."),
                Finding.Fix(
                    for: "proxy",
                    "Pass the name on: nginx proxy_ssl_server_name on; HAProxy sni req.hdr(host); Envoy auto_sni: true."
                ),
            ]
        case 116:
            [Finding.Fix(for: "client", "Configure a client certificate that the server's CA signed.")]
        case 120:
            [Finding.Fix(for: "both sides", "Agree on a protocol: h2 or http/1.1 in the ALPN lists of both.")]
        default:
            [
                Finding.Fix(for: "server", "Its TLS log at that time says what it did not like."),
                Finding.Fix(for: "client", "Try openssl s_client with the same server name, versions and certificate."),
            ]
        }
    }
}
