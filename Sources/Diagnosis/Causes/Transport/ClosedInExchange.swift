import Correlation
import Records

/// `tcp.closed-in-exchange`
enum ClosedInExchange: Cause {
    static let rank = Rank.generic

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = InterruptedExchange(symptom, how: .fin, in: scene) else { return nil }
        let by = story.actor(symptom, in: scene)
        let who = "the \(by.role.rawValue)"
        return Verdict(
            story.severity, .certain, subject: symptom.serverSubject, by: by, at: story.at, flow: symptom.facts.id,
            note: "\(story.debt); FIN by \(who)", cause: words(story, who),
            evidence: story.evidence(symptom, "FIN by \(who)"), fixes: InterruptedExchange.fixes)
    }

    // MARK: Words

    private static func words(_ story: InterruptedExchange, _ who: String) -> String {
        let start =
            "The connection was closed by \(who) while \(story.debt), \(Figure.seconds(story.stuck)) after the last "
            + "progress."
        if story.isClientsAbort {
            return story.aborts >= 2 ? start + " Clients gave it up \(story.aborts) times." : start
        }
        return story.owed.what == .restOfMessage
            ? start + " The message was announced longer than it came: the program died or miscounted."
            : start + " The program that should have answered ended, or its own timer did."
    }

    static let entry = HandbookEntry(
        "tcp.closed-in-exchange", "Connection closed in the middle of an exchange", .drop, layer: 4,
        severities: [.error, .warning, .info],
        severityRule:
            "error; by the client that asked info, warning after 1 s without progress or at the second abort of one "
            + "target",
        meaning: "A connection was closed in order (FIN) while a request waited for its answer or a message was "
            + "half through: a body shorter than announced, half a TLS record. The program behind it crashed, was "
            + "stopped, or gave up.",
        proof:
            "tcp.flags.fin == 1, and then the whole connection: which request has no answer, and is the body as "
            + "long as its Content-Length?.",
        mending: InterruptedExchange.fixes + Mending.unfinished + Mending.draining)
}
