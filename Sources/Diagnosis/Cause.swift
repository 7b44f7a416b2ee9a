/// What could explain a symptom: one file each, metadata as data, predicate as code, words at the bottom.
///
/// A cause never ranks itself against another one: that is arbitration's.
protocol Cause: Sendable {
    /// Its place in the catalogue, and the text of the handbook.
    static var entry: HandbookEntry { get }
    static var rank: Rank { get }
    /// Whether it explains the symptom, and how surely; a pure function.
    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict?
}

/// Which of several causes of one symptom goes first, before confidence is looked at; higher goes first.
enum Rank: Int, Sendable, Comparable {
    /// Names the symptom, says no more.
    case generic
    /// A reason at layer 4.
    case transport
    /// A reason in a protocol above it.
    case `protocol`
    /// A reason why an application session was lost.
    case session

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
}
