public import Diagnosis

extension ExplainText {
    /// The handbook's entry of a code.
    public init(_ entry: HandbookEntry) {
        let places = entry.mending.map { fix -> String in
            let setting = fix.settingLines.map { "\n        \($0)" }
            return "- \(fix.target): \(fix.text)" + setting.joined()
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
