import ArgumentParser
import Diagnosis
import Reporting

/// `hangup explain`: what a finding means and how it is mended.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a finding means and how it is mended.",
        discussion: """
            Without a code, all codes are listed. `hangup explain capture` says where and how to capture, so that \
            hangup can tell.
            """)

    @Argument(help: "A finding's code, or capture.", completion: .list(Handbook.codes + ["capture"]))
    var code: String?

    @Option(
        help: ArgumentHelp(
            "Write the handbook to this folder, a Markdown page a code.", valueName: "folder", visibility: .hidden))
    var markdownDir: String?

    func run() throws {
        Signals.ignoreBrokenPipe()
        if let markdownDir { return try writePages(to: markdownDir) }
        var sink = ByteSink(descriptor: 1)
        defer { sink.flush() }
        var options = ReportOptions()
        options.width = Terminal.width
        options.usesColor = Terminal.wantsColor
        guard let code else {
            sink.write(list())
            return
        }
        if code == "capture" {
            let advice = ExplainText.Section(
                heading: "Where and how to capture", text: Handbook.captureAdvice.joined(separator: "\n\n"))
            sink.write(
                ExplainText(code: "capture", title: "so that the cause can be told", severity: "", sections: [advice])
                    .text(options))
            return
        }
        guard let entry = Handbook.entry(code) else {
            Terminal.complain("\(code): no such code; hangup explain lists them")
            throw ExitCode(64)
        }
        sink.write(ExplainText(entry).text(options))
    }

    private func writePages(to folder: String) throws {
        guard Files.makeFolder(folder) else {
            Terminal.complain("\(folder): cannot be made")
            throw ExitCode(2)
        }
        for page in HandbookPages.all {
            switch Files.create("\(folder)/\(page.name)", mode: 0o644) {
            case .success(let descriptor):
                var sink = ByteSink(descriptor: descriptor)
                sink.write(page.text)
                sink.flush()
                Files.close(descriptor)
            case .failure(let failure):
                Terminal.complain(failure.description)
                throw ExitCode(2)
            }
        }
    }

    /// A line for each code.
    private func list() -> String {
        let entries = Handbook.entries.sorted { $0.code < $1.code }
        let width = entries.map(\.code.count).max() ?? 0
        return entries.map { entry in
            entry.code + String(repeating: " ", count: width - entry.code.count + 2) + entry.title + "\n"
        }
        .joined()
    }
}
