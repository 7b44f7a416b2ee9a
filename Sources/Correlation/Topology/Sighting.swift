import Records

/// An exchange, as far as it takes to find it again on another leg and to compare both.
struct Sighting: Sendable {
    /// A token that a request carried.
    struct Token: Sendable, Equatable {
        var session: Int32 = -1
        var name: UInt32 = .max
        var kind: Session.Kind = .cookie
    }

    static let tokenLimit = 4

    var passage: Passage
    /// Number of the name that the forwarding header gives the client; `.max` where it gives none.
    var forwarded: UInt32
    /// The client that is behind all legs, as far as the request tells.
    var origin: UInt32
    /// Of the trace or request identifier; 0 where there is none.
    var trace: UInt64
    /// Of method and path.
    var key: UInt64
    var bodyBytes: UInt64
    var tokens = InlineArray<4, Token>(repeating: Token())
    var tokenCount = 0
    /// The sighting on the next leg towards the application; the last one where a proxy asked again.
    var inner = -1
    var tries = 0
    /// The sighting on the leg nearer to the client.
    var outer = -1
    var isClaimed: Bool { outer >= 0 }
    /// Whether it may have carried tokens that cannot be told.
    var hasUnknownFields = false
    /// Whether the session of its first token was refused in it.
    var isRefusal = false
    /// Whether the answer gave the client a cookie or token.
    var hasIssue = false
}
