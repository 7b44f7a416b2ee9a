import Correlation
import Records

/// What the store answered for a session that was refused: it was asked in the time of the request, and did not have it.
struct StoreLeg {
    let lost: LostSession
    let absence: StoreAbsence
    /// The last time that it was seen to be there; where the capture began later, that is not known.
    let alive: PacketReference?

    init?(_ lost: LostSession, in scene: Scene) {
        guard lost.loss.refusal != .forbidden, lost.loss.goodAgain == nil else { return nil }
        let answered = lost.inner.answered ?? lost.inner.asked
        guard
            let absence = scene.correlation.stores.absence(of: lost.key, from: lost.inner.asked, to: answered)
        else { return nil }
        self.lost = lost
        self.absence = absence
        alive = absence.before?.last
    }

    var store: Endpoint { absence.session.server }
    /// By its usual port.
    var isMemcached: Bool { store.port == 11_211 }
    /// The key of the session as it may be shown.
    var key: String {
        let prefix = SafeText.plain(absence.session.prefix)
        return absence.session.namesDigest ? "\(prefix)<SHA-256 of \(lost.label)>" : prefix + lost.label
    }
    var actor: Finding.Actor { Finding.Actor(role: .store, endpoint: store) }
    var subject: Finding.Subject { Finding.Subject(kind: .store, id: "\(store)") }
    /// Whether it was there, and neither ran out nor was deleted.
    var isGone: Bool { absence.before != nil && absence.deletion == nil && !absence.hasExpired }

    /// The answers of the store, one by one.
    var evidence: [Finding.Evidence] {
        var list: [Finding.Evidence] = []
        if let start = absence.missed.lifeStart, let life = absence.missed.life {
            list.append(
                Finding.Evidence(
                    packet: start.packet, flow: nil,
                    text: "\(store) holds \(key) for \(Figure.seconds(life)) from here"))
        }
        if let before = absence.before, before.kind == .read {
            list.append(
                Finding.Evidence(
                    packet: before.last.packet, flow: before.flow, text: "\(store) has it for the last time"))
        }
        list.append(
            Finding.Evidence(
                packet: absence.missed.at.packet, flow: absence.missed.flow,
                text: "\(store) answers \(absence.missed.client): it has no \(key)"))
        return list
    }

    func verdict(
        _ severity: Finding.Severity, _ confidence: Finding.Confidence, note: String, cause: String,
        evidence more: [Finding.Evidence] = [], fixes: [Finding.Fix]
    ) -> Verdict {
        var verdict = lost.verdict(
            severity, confidence, subject: subject, by: actor, note: note, cause: cause, fixes: fixes)
        verdict.evidence = (verdict.evidence + evidence + more).sorted { $0.packet < $1.packet }
        return verdict
    }

    /// `, stored for 600 s, of which 590 s were left`.
    var rest: String {
        guard let deadline = absence.deadline, let life = absence.missed.life else { return "" }
        let left = deadline.seconds(since: absence.missed.at.time)
        return ", which had \(Figure.seconds(max(0, left))) of its \(Figure.seconds(life)) to live"
    }
}
