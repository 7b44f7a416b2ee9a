/// The bounds of reading database protocols, each with its unit.
enum DatabaseLimits {
    /// Octets of a statement that are looked at to find its first keyword.
    static let statementBytes = 512
    /// Octets of a server's error or notice that are looked at.
    static let reportBytes = 8 << 10
    /// Octets of a server's message text, or of a name, that are kept.
    static let textBytes = 512
    /// A startup packet, octets: what the server takes.
    static let startupBytes = 10_000
    /// Where a message boundary is being searched, longer messages (octets) are not believed.
    static let searchedMessageBytes = 16 << 20
    /// How often a position may be lost in a flow with missing bytes before the flow is given up.
    static let losses = 1_000
    /// Questions that wait for their answer; what is beyond is only counted.
    static let pending = 1_000
    /// Prepared statements whose keyword is remembered.
    static let statements = 64
}
