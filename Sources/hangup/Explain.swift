import ArgumentParser

/// `hangup explain`: what a finding means and how it is mended.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say what a finding means and how it is mended.")
    @Argument(help: "A finding's code, or capture.")
    var code: String?
    func run() throws {}
}
