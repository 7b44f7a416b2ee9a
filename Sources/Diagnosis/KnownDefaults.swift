public import Records

/// A timeout that some software has when nobody changes it, and how its end looks on the wire.
public struct KnownDefault: Sendable {
    /// What the timer watches.
    public enum Purpose: Sendable {
        /// A connection between two requests.
        case keepAlive
        /// A peer that says nothing in the middle of an exchange, a WebSocket or a tunnel.
        case silence
        /// An entry in a connection table: NAT, firewall, balancer at layer 4.
        case state
        /// An answer that does not come: the gateway gives its own.
        case answer
    }

    /// How the end looks: the letters of the table.
    public enum WireEnd: Sendable { case fin, reset, silence, status }

    /// Whether the value was read in the software's own source or documentation, or is remembered.
    public enum Standing: Sendable { case verified, remembered }

    public let seconds: Double
    /// How late the timer may fire, seconds: its check interval.
    public let lateness: Double
    public let software: String
    public let setting: String
    /// For which versions and since when, where that matters.
    public let versions: String
    public let purpose: Purpose
    public let ends: [WireEnd]
    public let status: [UInt16]
    public let standing: Standing
    public let source: String
    /// Who closes: the side that is asked, or the one that asks (a client, a proxy towards its servers). Layer 4:
    /// either.
    public let closers: [Side]
    /// Lower-case words in `Server`, `Via` or cookie names that speak for it.
    public let marks: [String]

    init(
        _ seconds: Double, _ software: String, _ setting: String, _ purpose: Purpose, _ ends: [WireEnd],
        status: [UInt16] = [], late: Double = 1, versions: String = "", _ standing: Standing = .verified,
        by closers: [Side] = [.server], source: String, marks: [String] = []
    ) {
        self.seconds = seconds
        lateness = late
        self.software = software
        self.setting = setting
        self.versions = versions
        self.purpose = purpose
        self.ends = ends
        self.status = status
        self.standing = standing
        self.source = source
        self.closers = purpose == .keepAlive ? closers : [.client, .server]
        self.marks = marks
    }
}

/// Holds a measured silence against the table of known defaults.
///
/// A matched number names a class of products, never one product by itself: 60 s is the default of a dozen.
public enum KnownDefaults {
    /// Timers fire this much early at most, seconds: some are armed with the time of the previous event.
    static let earliness = 0.3

    /// The defaults that a silence of `seconds` fits; those that `software` (Server, Via, cookie names) speaks for
    /// come first.
    public static func matching(
        _ seconds: Double, purposes: [KnownDefault.Purpose], end: KnownDefault.WireEnd? = nil, closer: Side? = nil,
        software: String = ""
    ) -> [KnownDefault] {
        let words = software.lowercased()
        let found = table.filter { entry in
            purposes.contains(entry.purpose) && (end.map { entry.ends.contains($0) } ?? true)
                && (closer.map { entry.closers.contains($0) } ?? true)
                && seconds >= entry.seconds - earliness && seconds <= entry.seconds + entry.lateness
        }
        return found.filter { isNamed($0, words) } + found.filter { !isNamed($0, words) }
    }

    /// The defaults for a gateway's answer `status` after `seconds`.
    static func matching(status: UInt16, after seconds: Double, software: String) -> [KnownDefault] {
        matching(seconds, purposes: [.answer, .silence], end: nil, software: software)
            .filter { $0.status.contains(status) }
    }

    /// The longest-known state timeouts that are not longer than a silence: what may have forgotten the connection.
    static func states(within seconds: Double) -> [KnownDefault] {
        let fitting = table.filter { $0.purpose == .state && $0.seconds - earliness <= seconds }
        guard let longest = fitting.map(\.seconds).max() else { return [] }
        return fitting.filter { $0.seconds == longest }
    }

    static func isNamed(_ entry: KnownDefault, _ lowerCaseWords: String) -> Bool {
        entry.marks.contains { lowerCaseWords.contains($0) }
    }

    /// A sentence that says what the number stands for; `nil` where it stands for nothing known.
    static func sentence(_ matches: [KnownDefault], software: String) -> String? {
        guard let first = matches.first else { return nil }
        let words = software.lowercased()
        let number = Figure.whole(first.seconds)
        if isNamed(first, words) {
            return "\(number) s is the default of \(first.setting) in \(first.software), and the answers name "
                + "\(first.software) as the software at work."
        }
        var names: [String] = []
        for entry in matches where entry.seconds == first.seconds {
            let name = "\(entry.software) (\(entry.setting))"
            if !names.contains(name) { names.append(name) }
        }
        let shown = names.prefix(3).joined(separator: ", ")
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return "\(number) s is a well-known default: \(shown)\(more). The number alone names a class of software, "
            + "not a product."
    }

    /// Whether a silence is close below a default without having reached it.
    static func isCloseBelow(_ seconds: Double, purposes: [KnownDefault.Purpose]) -> KnownDefault? {
        table.filter {
            purposes.contains($0.purpose) && seconds >= 0.75 * $0.seconds && seconds < $0.seconds + $0.lateness
                && $0.seconds >= 20
        }.min { abs($0.seconds - seconds) < abs($1.seconds - seconds) }
    }
}
