import Correlation
import Records

/// `tcp.reset-in-exchange`
enum ResetInExchange: Cause {
    static let rank = Rank.generic

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = InterruptedExchange(symptom, how: .reset, in: scene) else { return nil }
        let by = story.actor(symptom, in: scene)
        let who =
            by.role == .middlebox ? "a box on the way, in the \(story.by.rawValue)'s name" : "the \(by.role.rawValue)"
        return Verdict(
            story.severity, by.role == .middlebox ? .likely : .certain, subject: symptom.serverSubject, by: by,
            at: story.at, flow: symptom.facts.id, note: "\(story.debt); RST by \(who)",
            cause: words(story, who), evidence: story.evidence(symptom, "RST by \(who)"),
            fixes: InterruptedExchange.fixes)
    }

    // MARK: Words

    private static func words(_ story: InterruptedExchange, _ who: String) -> String {
        let start =
            "The connection was reset by \(who) while \(story.debt), \(Figure.seconds(story.stuck)) after the last "
            + "progress."
        if story.isClientsAbort {
            return story.aborts >= 2 ? start + " Clients gave it up \(story.aborts) times." : start
        }
        return start + " A program that dies or closes with unread data in its socket ends its connections so."
    }

    static let entry = HandbookEntry(
        "tcp.reset-in-exchange", "Connection reset in the middle of an exchange", .drop, layer: 4,
        severities: [.error, .warning, .info],
        severityRule:
            "error; by the client that asked info, warning after 1 s without progress or at the second abort of one "
            + "target",
        meaning:
            "A connection was torn down (RST) while a request waited for its answer or a message was half through. "
            + "A process that is killed, a program that closes without reading all, or a firewall does that. A RST "
            + "after everything was delivered is normal and is not told.",
        proof: "tcp.flags.reset == 1, and then the whole connection: is there a request without an answer, or a "
            + "body shorter than its Content-Length? A RST whose TTL differs from the peer's other packets was made "
            + "by a box on the way.",
        mending: InterruptedExchange.fixes + Mending.unfinished + Mending.draining)
}
