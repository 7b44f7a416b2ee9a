import Correlation
import Records

/// `tls.alert`
enum SessionAlert: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isEnd, let handshake = symptom.facts.handshakes.last(where: { $0.outcome != .failed }) else {
            return nil
        }
        let isTLS13 = handshake.version?.hasPrefix("TLS 1.3") == true
        let fatal = handshake.alerts.first { alert in
            guard !alert.encrypted, let description = alert.description, description != 0, description != 90 else {
                return false
            }
            // TLS 1.3 ignores the level: every alert but these two is fatal. Without keys none can be read.
            return isTLS13 ? handshake.decrypted : alert.level == 2
        }
        guard let fatal else { return nil }
        let name = alertName(fatal.description)
        let age = fatal.at.time.seconds(since: handshake.at.time)
        return Verdict(
            .error, .certain, subject: symptom.serverSubject, by: scene.actor(fatal.by, of: symptom.facts),
            at: fatal.at, flow: symptom.facts.id,
            note: "alert \(name) by the \(fatal.by.rawValue), \(Figure.seconds(age)) into the session",
            cause:
                "The \(fatal.by.rawValue) ended the TLS session with the fatal alert \(name) \(Figure.seconds(age)) "
                + "after its "
                + "beginning. " + HandshakeAlertWords.reason(fatal, handshake),
            evidence: [
                symptom.evidence(handshake.at.packet, "ClientHello"),
                symptom.evidence(fatal.at.packet, "Fatal alert \(name)"),
            ], fixes: HandshakeAlertWords.fixes(fatal.description))
    }

    static let entry = HandbookEntry(
        "tls.alert", "Fatal TLS alert inside the session", .drop, layer: 6, severities: [.error],
        severityRule: "error; TLS 1.3 only with a key log, since its alerts are encrypted",
        meaning:
            "The encrypted session was up, and then one side found something that it must not accept: a damaged "
            + "record, a client certificate missing after all, a renegotiation it refuses. It says so and leaves.",
        proof: "tls.alert_message.level == 2, after tls.handshake.type == 20. With TLS 1.3 load the key log first.",
        mending: HandshakeAlertWords.fixes(nil) + HandshakeAlertWords.fixes(116) + Mending.agreement)
}
