public import Records

/// How a server said that it does not know a token.
public enum Refusal: Sendable, Equatable {
    case status(UInt16)
    /// Sent to the login page.
    case toLogin(UInt16)
    /// The answer says in words that the session or token is unknown.
    case saysUnknown(UInt16)
    /// Forbidden; a refusal of the token only if nothing else is allowed, either.
    case forbidden
    /// gRPC's status 16.
    case unauthenticated

    public var status: UInt16 {
        switch self {
        case .status(let status), .toLogin(let status), .saysUnknown(let status): status
        case .forbidden: 403
        case .unauthenticated: 401
        }
    }
}

/// A token that is refused: what is known of it from its first refusal on.
public struct SessionLoss: Sendable {
    public let session: SessionID
    public var refusal: Refusal
    /// The first refusal on all legs that were seen, the client's first.
    public var way: [Passage]
    /// The sighting of its first leg.
    var sighting: Int
    public var method: String
    /// As sent.
    public var target: String
    /// Whether it had been good, and when last.
    public let lastGood: PacketReference?
    public let wasSignedIn: Bool
    /// Whether the path that refuses it had taken it before.
    public let wasGoodHere: Bool
    /// Refusals so far, by its client's count, and the last one.
    public var refusals = 1
    public var lastRefusal: PacketReference
    /// Set while the last answer was good again.
    public var goodAgain: PacketReference?
    /// Changes from refused to good and back.
    public var alternations = 0
    /// Whether the answer put another value in its place.
    public var isReplaced = false
    /// Whether different paths refused it.
    public var paths: Set<UInt64> = []
    /// What a hop made of the token on the way of the first refusal.
    public var tampering: Tampering?
    public var client: UInt32
    public var agent: UInt64
    /// Where the answer itself names the server behind it.
    public var servedBy: String?
    /// Whether its verdict fell.
    public var isJudged = false
    /// Forgotten: the place is free for another one.
    var isVacant = false
}

/// A token that came into a hop and did not leave it as it was.
public struct Tampering: Sendable {
    public var name: String
    public var kind: Session.Kind
    /// Whether it left with another value; else it did not leave at all.
    public var isChanged: Bool
    /// Octets of the value that came in, and of the one that left.
    public var lengths: (before: Int, after: Int)
    public var isOnlyLetterCase: Bool
    /// The legs before and behind the hop.
    public var before: Passage
    public var behind: Passage
}
