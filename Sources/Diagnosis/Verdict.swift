import Records

/// What one cause says of one symptom.
struct Verdict: Sendable {
    var severity: Finding.Severity
    var confidence: Finding.Confidence
    var subject: Finding.Subject
    var by: Finding.Actor
    var at: PacketReference
    var flow: FlowID?
    /// Of this occurrence, in a few words with its numbers.
    var note: String
    /// The token of the session that it happened to: a secret to every output.
    var session: String?
    /// Why it happened, in one or two sentences with the numbers of this case.
    var cause: String
    var evidence: [Finding.Evidence]
    var fixes: [Finding.Fix]
    var related: [String] = []
    /// Earlier occurrences that only now are known to count; those that were counted already are not counted again.
    var earlier: [Finding.Occurrence] = []
    /// How many cases `cause` speaks of: the fullest account is kept.
    var cases = 1
    /// A display filter of its own; else the flows of the occurrences.
    var displayFilter: String?

    init(
        _ severity: Finding.Severity, _ confidence: Finding.Confidence, subject: Finding.Subject,
        by: Finding.Actor, at: PacketReference, flow: FlowID?, note: String, cause: String,
        evidence: [Finding.Evidence], fixes: [Finding.Fix]
    ) {
        self.severity = severity
        self.confidence = confidence
        self.subject = subject
        self.by = by
        self.at = at
        self.flow = flow
        self.note = note
        self.cause = cause
        self.evidence = evidence
        self.fixes = fixes
    }
}
