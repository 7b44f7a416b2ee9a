import Correlation
import Records

/// `session.overwritten`
enum SessionOverwritten: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), lost.loss.refusal != .forbidden, lost.loss.goodAgain == nil,
            lost.loss.wasSignedIn || lost.loss.wasGoodHere
        else { return nil }
        let since = lost.loss.lastGood ?? lost.session.created
        let other = lost.ledger.logins(ofUserOf: lost.loss.session).first {
            $0.session != lost.loss.session && $0.at.packet > since.packet && $0.at.time <= lost.inner.asked.time
                && ($0.client != lost.loss.client || $0.agent != lost.loss.agent)
        }
        guard let other, let address = lost.ledger.address(other.client) else { return nil }
        // A store that has lost it otherwise says so itself.
        let leg = StoreLeg(lost, in: scene)
        if let leg, leg.absence.before != nil, leg.absence.deletion == nil { return nil }
        let proof = storeEvidence(lost, leg, other, scene)
        let before = lost.inner.asked.time.seconds(since: other.at.time)
        var verdict = lost.verdict(
            .error, proof == nil ? .likely : .certain, subject: lost.serverSubject, by: lost.server,
            note:
                "the same user signed in at \(address) \(Figure.seconds(before)) before; refused (\(lost.answer))\(lost.times)",
            cause:
                "The same user signed in once more, at \(address), \(Figure.seconds(before)) before this session "
                + "(\(lost.what)) was refused (\(lost.answer)); it had been good until then. The server keeps one session "
                + "for each user: the newer one put out the older one"
                + (proof.map { ", as packet \($0.packet) shows in the store." } ?? "."),
            fixes: fixes)
        verdict.evidence.append(
            Finding.Evidence(
                packet: other.at.packet, flow: other.passage.flow, text: "the same user signs in at \(address)"))
        if let proof { verdict.evidence.append(proof) }
        if let leg { verdict.evidence += leg.evidence }
        verdict.evidence.sort { $0.packet < $1.packet }
        return verdict
    }

    /// What the store was told in the time of the other sign-in: to delete the session, or that another one is the user's.
    private static func storeEvidence(
        _ lost: LostSession, _ leg: StoreLeg?, _ other: Logins.Login, _ scene: Scene
    ) -> Finding.Evidence? {
        let since = other.passage.asked.packet
        if let deleted = leg?.absence.deletion, deleted.at.packet > since, deleted.at.packet < other.at.packet {
            return Finding.Evidence(
                packet: deleted.at.packet, flow: deleted.flow,
                text: "\(deleted.client) deletes \(lost.label) in the store while the user signs in anew")
        }
        guard let user = lost.ledger.user(of: lost.loss.session),
            let write = scene.correlation.stores.userWrite(user, from: since, to: other.at.packet)
        else { return nil }
        return Finding.Evidence(
            packet: write.at.packet, flow: write.flow,
            text: "\(write.client) writes the new session over the user's old one in the store (\(write.command))")
    }

    private static let fixes = [
        Finding.Fix(
            for: "application",
            "Key sessions by their id and not by the user, and allow several for each user (Spring: maximumSessions, "
                + "Keycloak: user session limits, Laravel: no logoutOtherDevices); where one is wanted, tell the other "
                + "device why.")
    ]

    static let entry = HandbookEntry(
        "session.overwritten", "Another login put the session out", .drop, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "A user was signed in, and signed in again with another device or browser. The first session was refused from "
            + "then on: the second login deleted or overwrote it.",
        proof: "http.request.method == \"POST\" to the login form, with the same user, just before the first 401.",
        mending: fixes)
}
