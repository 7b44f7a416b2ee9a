import Records

/// Members of a TLS handshake.
extension FieldWriter {
    mutating func fields(of handshake: TLSHandshake) {
        reference(handshake.at)
        json.field("version", handshake.version)
        if let cipher = handshake.cipher { json.field("cipher", FieldWriter.cipherText(cipher)) }
        json.field("sni", handshake.serverName)
        if !handshake.alpnOffered.isEmpty { json.field("alpn_offered", strings: handshake.alpnOffered) }
        json.field("alpn", handshake.alpn)
        sessionID("client_session_id", handshake.clientSessionID)
        sessionID("server_session_id", handshake.serverSessionID)
        tickets(handshake.ticketsIssued)
        json.field("offered", handshake.offered?.rawValue)
        json.field("resumed", handshake.resumed)
        if handshake.sawClientHello || handshake.sawServerHello {
            json.field("early_data", handshake.earlyData)
            json.field("hello_retry", handshake.helloRetry)
        }
        json.field("duration", seconds: handshake.duration)
        json.field("ja3", handshake.ja3)
        json.field("ja4", handshake.ja4)
        if let certificate = handshake.certificate { fields(of: certificate) }
        alerts(handshake.alerts)
        json.key("close_notify")
        json.beginObject()
        json.field("client", handshake.closeNotify.client)
        json.field("server", handshake.closeNotify.server)
        json.endObject()
        json.field("decrypted", handshake.decrypted)
    }

    private mutating func sessionID(_ name: StaticString, _ octets: [UInt8]) {
        guard !octets.isEmpty else { return }
        json.field(name, redactor.shown(Hexadecimal.text(octets)))
    }

    /// A ticket is known by its hash, which is what its label is made of.
    private mutating func tickets(_ tickets: [TLSHandshake.Ticket]) {
        guard !tickets.isEmpty else { return }
        json.key("tickets_issued")
        json.beginArray()
        for ticket in tickets {
            json.beginObject()
            json.field("packet", ticket.at.packet)
            json.field("lifetime", ticket.lifetime)
            json.field("label", redactor.shown(Hexadecimal.text(ticket.hash)))
            json.endObject()
        }
        json.endArray()
    }

    private mutating func fields(of certificate: TLSHandshake.Certificate) {
        json.key("certificate")
        json.beginObject()
        json.field("subject", certificate.subject)
        json.field("issuer", certificate.issuer)
        json.field("not_before", secondsSince1970: certificate.notBefore)
        json.field("not_after", secondsSince1970: certificate.notAfter)
        json.field("fingerprint", certificate.fingerprint)
        json.endObject()
    }

    private mutating func alerts(_ alerts: [TLSHandshake.Alert]) {
        guard !alerts.isEmpty else { return }
        json.key("alerts")
        json.beginArray()
        for alert in alerts {
            json.beginObject()
            reference(alert.at)
            json.field("by", alert.by.rawValue)
            if let level = alert.level { code("level", level, name: TLSAlert.levelName(level)) }
            if let number = alert.description {
                code("description", number, name: TLSAlert(rawValue: number).name)
            }
            json.field("encrypted", alert.encrypted)
            json.endObject()
        }
        json.endArray()
    }

    /// `0x1301 TLS_AES_128_GCM_SHA256`; the number alone where it has no name.
    static func cipherText(_ number: UInt16) -> String {
        let code = "0x" + Hexadecimal.text([UInt8(number >> 8), UInt8(number & 0xff)])
        return CipherSuite.name(of: number).map { code + " " + $0 } ?? code
    }

    /// The name, else the number.
    private mutating func code(_ key: StaticString, _ number: UInt8, name: String?) {
        if let name { json.field(key, name) } else { json.field(key, UInt64(number)) }
    }
}
