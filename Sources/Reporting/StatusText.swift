/// How a live capture stands, in one line.
public struct StatusText: Sendable {
    public var elapsed = 0.0
    public var sessions = 0
    public var newSessions = 0
    public var lostSessions = 0
    public var flows = 0
    public var packetsPerSecond = 0.0
    /// Packets that kernel, interface or analysis had no room for.
    public var dropped: UInt64 = 0
    public var errors = 0
    public var warnings = 0

    public init() {}

    /// The line; what does not fit into so many columns is left out, the least important first.
    public func line(width: Int = .max) -> String {
        var parts = [
            "\(count(sessions, "session")) (\(newSessions) new, \(lostSessions) lost)",
            "\(Quantity.count(UInt64(max(0, packetsPerSecond.rounded())))) packets/s",
            Quantity.count(dropped, "drop"),
            "\(count(errors, "error")), \(count(warnings, "warning"))",
            count(flows, "flow"),
            Quantity.duration(elapsed.rounded()),
        ]
        while parts.count > 1, parts.joined(separator: " · ").count > width { parts.removeLast() }
        return parts.joined(separator: " · ")
    }

    private func count(_ value: Int, _ one: String) -> String { Quantity.count(UInt64(clamping: value), one) }
}
