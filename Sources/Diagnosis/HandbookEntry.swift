/// The catalogue's entry of a code, and what the handbook says of it.
public struct HandbookEntry: Sendable {
    public let code: String
    public let title: String
    public let category: Finding.Category
    /// OSI layer, 2 to 7.
    public let layer: Int
    /// Its severities, the strongest first, and in words which one holds when.
    public let severities: [Finding.Severity]
    public let severityRule: String
    /// What happened, for a person who did not look at packets before.
    public let meaning: String
    /// How to make sure with one's own eyes; with a display filter.
    public let proof: String
    /// How to mend it, place by place.
    public let mending: [Finding.Fix]

    init(
        _ code: String, _ title: String, _ category: Finding.Category, layer: Int,
        severities: [Finding.Severity], severityRule: String, meaning: String, proof: String,
        mending: [Finding.Fix]
    ) {
        self.code = code
        self.title = title
        self.category = category
        self.layer = layer
        self.severities = severities
        self.severityRule = severityRule
        self.meaning = meaning
        self.proof = proof
        self.mending = mending
    }
}
