public import Records

/// Something about sessions that wants an explanation.
public enum SessionTrouble: Sendable {
    /// A token is refused: the number of its loss.
    case lost(Int, at: PacketReference)
    /// A session meets a rate limit.
    case limited(SessionUse, retryAfter: String?)
    /// Ended by its own user.
    case loggedOut(SessionUse)
    /// Two clients take turns with it.
    case shared(SessionUse, back: PacketReference)
    /// What a visitor brought is still the id after the sign-in.
    case kept(SessionUse, login: PacketReference, hadSecondClient: Bool, cameInURL: Bool)
    /// A refresh token was used and refused: its hash.
    case refreshRefused(SessionUse, token: UInt64)
    /// A token that others could make, or that lives too long.
    case weak(SessionUse, TokenWeakness)
    /// A cookie that does not come back: its key in `Jars`.
    case notReturned(SessionUse, jar: UInt64)
}

/// One use of a session.
public struct SessionUse: Sendable {
    public var session: SessionID?
    public var passage: Passage
    /// The sighting of it.
    var sighting: Int

    public var at: PacketReference { passage.answered ?? passage.asked }
}

/// What makes a token weak.
public enum TokenWeakness: Sendable, Equatable, Hashable {
    case unsigned
    case endless
    /// Seconds.
    case longLived(Int64)
}

/// The times and the nature of a JSON Web Token.
public struct TokenFacts: Sendable {
    public var algorithm: String?
    public var expires: Int64?
    public var notBefore: Int64?
    public var issuedAt: Int64?
    /// Names no user: issued to a program for itself.
    public var isClientCredential: Bool
    var subject: UInt64
    /// Weaknesses were told.
    var isTold = false
}
