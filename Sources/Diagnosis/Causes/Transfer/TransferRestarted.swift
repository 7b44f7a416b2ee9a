import Correlation
import Records

/// `transfer.restarted`
enum TransferRestarted: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .askedAgain(let again) = symptom.kind, !again.isResumed else { return nil }
        let target = SafeText.path(again.target)
        let announced = again.cut.announced.map { " of \($0)" } ?? ""
        var verdict = Verdict(
            .warning, .certain, subject: symptom.serverSubject,
            by: Finding.Actor(role: .client, endpoint: symptom.facts.client), at: again.asked, flow: symptom.facts.id,
            note: "\(target): begun again from byte 0, \(again.cut.received) bytes were there",
            cause: "The download of \(target) broke off after \(again.cut.received)\(announced) bytes, and the client "
                + "began it again from the first byte, although the server can serve parts (Accept-Ranges: bytes): "
                + "\(again.cut.received) bytes travelled twice.",
            evidence: again.evidence(symptom), fixes: fixes)
        verdict.related = ["tcp.closed-in-exchange"]
        return verdict
    }

    private static let fixes = [
        Finding.Fix(
            for: "client",
            "Ask for the rest: Range: bytes=N- with If-Range and the ETag (curl -C -, wget -c, most HTTP libraries by "
                + "a header)."),
        Finding.Fix(for: "server", "Send a strong ETag, so that clients dare to continue."),
    ]

    static let entry = HandbookEntry(
        "transfer.restarted", "Transfer begun again from zero", .performance, layer: 7, severities: [.warning],
        severityRule: "warning; the server offers ranges, and 16 KiB or more had arrived",
        meaning:
            "A download broke off, and the client fetched all of it again, although the server would have sent the "
            + "rest only. On a bad line such a download may never end.",
        proof: "Two http.request of one client for one path; the answer to the first one is incomplete and has "
            + "Accept-Ranges: bytes, the second request has no Range.",
        mending: fixes)
}
