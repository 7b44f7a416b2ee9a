import Correlation
import Records

/// `transfer.resumed`
enum TransferResumed: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .askedAgain(let again) = symptom.kind, again.isResumed else { return nil }
        let target = SafeText.path(again.target)
        let pause = again.asked.time.seconds(since: again.cut.answered.time)
        var verdict = Verdict(
            .info, .certain, subject: symptom.serverSubject,
            by: Finding.Actor(role: .client, endpoint: symptom.facts.client), at: again.asked, flow: symptom.facts.id,
            note: "\(target): continued at byte \(again.start)",
            cause: "The download of \(target) broke off after \(again.cut.received) bytes, and the client continued it "
                + "at byte \(again.start), \(Figure.seconds(pause)) after it had begun (Range, answered by 206).",
            evidence: again.evidence(symptom), fixes: [])
        verdict.related = ["tcp.closed-in-exchange"]
        return verdict
    }

    static let entry = HandbookEntry(
        "transfer.resumed", "Transfer continued where it broke off", .event, layer: 7, severities: [.info],
        severityRule: "info",
        meaning: "A download broke off, and the client asked for the rest only. The cut cost nothing but time.",
        proof: "http.request with a Range header that begins where the answer before it ended, and "
            + "http.response.code == 206 with its Content-Range.",
        mending: [
            Finding.Fix(
                for: "nobody",
                "Nothing: the client did it right. If downloads break off often, see what ended them "
                    + "(tcp.closed-in-exchange, tcp.reset-in-exchange).")
        ])
}

extension DownloadReturn {
    func evidence(_ symptom: Symptom) -> [Finding.Evidence] {
        let announced = cut.announced.map { " of \($0)" } ?? ""
        return [
            Finding.Evidence(
                packet: cut.asked.packet, flow: cut.flow,
                text: "The first request; its answer breaks off after \(cut.received)\(announced) bytes"),
            symptom.evidence(asked.packet, "The same client asks for it again"),
            symptom.evidence(answered.packet, "\(status), from byte \(start)"),
        ]
    }
}
