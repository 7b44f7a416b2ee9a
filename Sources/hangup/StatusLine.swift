import Reporting

/// The state of a live capture: a line of the terminal that is updated in place, elsewhere one line now and then.
struct StatusLine {
    private let isTerminal = Terminal.errorIsTerminal
    private let interval: Double
    private var isShown = false
    private var lastPlain = 0.0

    init(interval: Double) { self.interval = interval }

    mutating func show(_ text: StatusText) {
        guard isTerminal else {
            guard text.elapsed - lastPlain >= interval else { return }
            lastPlain = text.elapsed
            Terminal.complain(text.line())
            return
        }
        Terminal.write("\r\u{1b}[K" + text.line(width: Terminal.errorWidth - 1))
        isShown = true
    }

    /// Takes the line away, so that something else can be written.
    mutating func clear() {
        guard isShown else { return }
        isShown = false
        Terminal.write("\r\u{1b}[K")
    }
}
