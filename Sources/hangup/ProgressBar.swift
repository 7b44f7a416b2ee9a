/// How far reading has come, on one line of a terminal that is updated in place. Short readings show nothing.
struct ProgressBar {
    /// Nothing is shown before this time, so that small files stay quiet.
    private static let patience = Duration.milliseconds(700)
    private static let interval = Duration.milliseconds(100)

    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private let isShown = Terminal.errorIsTerminal
    private var isDirty = false

    init() {
        start = clock.now
        last = start
    }

    mutating func show(packets: UInt64, bytes: UInt64, total: UInt64?) {
        guard isShown else { return }
        let now = clock.now
        guard now - start > ProgressBar.patience, now - last > ProgressBar.interval else { return }
        last = now
        isDirty = true
        let megabytes = bytes >> 20
        guard let total, total > 0 else {
            Terminal.write("\r\u{1b}[K\(packets) packets, \(megabytes) MiB")
            return
        }
        let share = min(100, Int(Double(bytes) / Double(total) * 100))
        let filled = share * 30 / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        Terminal.write("\r\u{1b}[K\(bar) \(share) %  \(packets) packets, \(megabytes) of \(total >> 20) MiB")
    }

    /// Takes the line away.
    mutating func clear() {
        guard isDirty else { return }
        isDirty = false
        Terminal.write("\r\u{1b}[K")
    }
}
