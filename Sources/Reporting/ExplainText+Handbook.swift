public import Diagnosis

extension ExplainText {
    /// The handbook's entry of a code.
    public init(_ entry: HandbookEntry) {
        let places = entry.mending.map { fix in
            "- \(fix.target): \(fix.text)" + (fix.setting.map { "\n    \($0)" } ?? "")
        }
        self.init(
            code: entry.code, title: entry.title, severity: "layer \(entry.layer) · \(entry.category.rawValue)",
            sections: [
                Section(heading: "What it means", text: entry.meaning),
                Section(heading: "Severity", text: entry.severityRule),
                Section(heading: "How to make sure", text: entry.proof),
                Section(heading: "How to mend it", text: places.joined(separator: "\n")),
            ].filter { !$0.text.isEmpty })
    }
}
