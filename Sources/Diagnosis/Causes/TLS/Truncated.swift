import Correlation
import Records

/// `tls.truncated`
enum Truncated: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let closed = symptom.ending, closed.evicted == nil, !symptom.hasLoss,
            let handshake = symptom.facts.handshakes.last, handshake.outcome == .completed, handshake.sawServerHello,
            let version = handshake.version, !version.hasPrefix("TLS 1.3") || handshake.isReadWhole,
            closed.closed.how == .fin || closed.closed.how == .reset, let by = closed.closed.by,
            let at = closed.closed.at, SilentDeath(symptom, in: scene) == nil
        else { return nil }
        // An encrypted alert before the end is presumed to be close_notify.
        guard !handshake.closeNotify.client, !handshake.closeNotify.server,
            !handshake.alerts.contains(where: { $0.encrypted })
        else { return nil }
        let isCut = symptom.owed?.what == .restOfMessage
        let how = closed.closed.how == .fin ? "FIN" : "RST"
        let what = isCut ? symptom.owed.map { ", and \(SafeText.words($0.subject)) was not complete" } ?? "" : ""
        return Verdict(
            isCut ? .error : .notice, isCut || handshake.isReadWhole ? .certain : .likely,
            subject: symptom.serverSubject,
            by: scene.actor(by, of: symptom.facts), at: at, flow: symptom.facts.id,
            note: "\(how) by the \(by.rawValue) without close_notify\(what)",
            cause: "The \(by.rawValue) ended a \(version) session with \(how) and without close_notify\(what): the "
                + "other side cannot tell the end from an attack that cut it"
                + (isCut ? ", and the message is lost." : ". Some libraries then do not resume the session."),
            evidence: [
                symptom.evidence(handshake.at.packet, "ClientHello"),
                symptom.evidence(at.packet, "\(how) by the \(by.rawValue)"),
            ], fixes: fixes)
    }

    private static let fixes = [
        Finding.Fix(
            for: "program", "Call the TLS library's shutdown (SSL_shutdown, close_notify) before the socket is closed.")
    ]

    static let entry = HandbookEntry(
        "tls.truncated", "TLS session closed without close_notify", .security, layer: 6, severities: [.error, .notice],
        severityRule: "error when a message was cut, else notice; TLS 1.3 only with a key log",
        meaning:
            "TLS wants a farewell (close_notify) so that nobody on the way can cut a message unnoticed. It was left "
            + "out. Many programs do so; it matters when the end of a message is marked by the end of the "
            + "connection.",
        proof: "tls.record.content_type == 21 before tcp.flags.fin == 1 is missing.",
        mending: fixes + Mending.farewell)
}
