import Correlation
import Records

/// `tls.handshake-failed`
enum HandshakeFailed: Cause {
    static let rank = Rank.protocol
    /// A client that waits so long for a ServerHello gave up, seconds.
    private static let patience = 5.0
    /// Alerts of somebody who changed his mind: close_notify, user_canceled.
    private static let harmless: Set<UInt8> = [0, 90]

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let closed = symptom.ending, closed.evicted == nil,
            let handshake = symptom.facts.handshakes.first(where: { $0.outcome == .failed }), handshake.sawClientHello,
            !closed.tcp.isOneSided, !symptom.hasLoss, SilentDeath(symptom, in: scene) == nil
        else { return nil }
        let fatal = handshake.alerts.first { alert in
            guard let description = alert.description else { return alert.level == 2 }
            return !harmless.contains(description) && alert.level != 1
        }
        if let fatal { return byAlert(symptom, handshake, fatal, scene) }
        return byClose(symptom, handshake, closed, scene)
    }

    private static func byAlert(
        _ symptom: Symptom, _ handshake: TLSHandshake, _ alert: TLSHandshake.Alert, _ scene: Scene
    ) -> Verdict {
        let name = alertName(alert.description)
        return Verdict(
            .error, .certain, subject: symptom.serverSubject, by: scene.actor(alert.by, of: symptom.facts),
            at: alert.at, flow: symptom.facts.id, note: "alert \(name) by the \(alert.by.rawValue)",
            cause:
                "The TLS handshake of \(symptom.facts.client.address)\(serverName(handshake)) failed: the "
                + "\(alert.by.rawValue) sent the fatal alert "
                + "\(name). " + HandshakeAlertWords.reason(alert, handshake),
            evidence: [
                symptom.evidence(handshake.at.packet, "ClientHello"),
                symptom.evidence(alert.at.packet, "Fatal alert \(name) by the \(alert.by.rawValue)"),
            ], fixes: HandshakeAlertWords.fixes(alert.description))
    }

    private static func byClose(
        _ symptom: Symptom, _ handshake: TLSHandshake, _ closed: FlowClosed, _ scene: Scene
    ) -> Verdict? {
        guard let by = closed.closed.by, let at = closed.closed.at,
            closed.closed.how == .fin || closed.closed.how == .reset
        else { return nil }
        let waited = at.time.seconds(since: handshake.at.time)
        let isGivenUp = by == .client && !handshake.sawServerHello && waited >= patience
        if by == .client, !isGivenUp, !isRepeated(symptom, scene) { return nil }
        let confidence: Finding.Confidence = by == .server ? .certain : isGivenUp ? .likely : .possible
        let blamed: Side = isGivenUp ? .server : by
        let how = closed.closed.how == .fin ? "FIN" : "RST"
        let stage = handshake.sawServerHello ? "after the ServerHello" : "without a ServerHello"
        return Verdict(
            .error, confidence, subject: symptom.serverSubject, by: scene.actor(blamed, of: symptom.facts), at: at,
            flow: symptom.facts.id,
            note: "\(how) by the \(by.rawValue) \(stage), \(Figure.seconds(waited)) after the ClientHello",
            cause:
                "The TLS handshake\(serverName(handshake)) ended \(stage): the \(by.rawValue) closed the connection "
                + "(\(how)) \(Figure.seconds(waited)) after the ClientHello, without an alert that could be read."
                + (by == .client
                    ? " The client's log would say why; often it does not accept the certificate." : lack(handshake)),
            evidence: [
                symptom.evidence(handshake.at.packet, "ClientHello"),
                symptom.evidence(at.packet, "\(how) by the \(by.rawValue)"),
            ], fixes: HandshakeAlertWords.fixes(nil))
    }

    /// Clients drop connections that they do not need any more; one that does so again and again, and never gets
    /// through, has a reason.
    private static func isRepeated(_ symptom: Symptom, _ scene: Scene) -> Bool {
        let facts = symptom.facts
        // Who does not like a certificate says so; a page that was left closes its connections without a word.
        guard let handshake = facts.handshakes.first(where: { $0.outcome == .failed }),
            handshake.alerts.contains(where: { $0.by == .client })
        else { return false }
        let all = scene.connections.between(facts.client.address, facts.server.address).filter {
            $0.server == facts.server
        }
        guard !all.contains(where: { $0.handshake == .completed }) else { return false }
        let failed = all.filter { $0.handshake == .failed }
        guard let first = failed.first, let last = failed.last else { return false }
        return last.opened.time.seconds(since: first.opened.time) >= 1
    }

    // MARK: Words

    private static func serverName(_ handshake: TLSHandshake) -> String {
        handshake.serverName.map { " with \(SafeText.plain($0))" } ?? ""
    }

    private static func lack(_ handshake: TLSHandshake) -> String {
        handshake.serverName == nil
            ? " The ClientHello has no server name (SNI): servers with many names may refuse it." : ""
    }

    static let entry = HandbookEntry(
        "tls.handshake-failed", "TLS handshake failed", .mismatch, layer: 6, severities: [.error],
        severityRule: "error",
        meaning:
            "Client and server could not agree: no common version or cipher, a certificate that is not accepted, a "
            + "name that the server does not know, a client certificate that is missing. Nothing of the application "
            + "was said.",
        proof:
            "tls.alert_message || tls.handshake.type == 1: the alert's description says what the side that sent it "
            + "did not like. openssl s_client -connect HOST:PORT -servername NAME repeats it.",
        mending: HandshakeAlertWords.fixes(48) + HandshakeAlertWords.fixes(116) + Mending.agreement)
}

/// The name of an alert, or its number.
func alertName(_ description: UInt8?) -> String {
    guard let description else { return "(encrypted)" }
    return TLSAlert(rawValue: description).name ?? "\(description)"
}
