public import Records

/// What to do with the payload of the segment that was just taken.
public struct Intake: Sendable, Equatable {
    /// Octets of the segment's captured payload that are next in their direction: pass them on now.
    public var ready: Range<Int>
    /// More is to be fetched with `TCPFlow.nextOutput`, after `ready` was passed on.
    public var hasMore: Bool

    @inlinable
    public init(ready: Range<Int>, hasMore: Bool) {
        self.ready = ready
        self.hasMore = hasMore
    }

    // Computed, because a constant of another module is fetched by a call for every use.
    @inlinable public static var nothing: Intake { Intake(ready: 0..<0, hasMore: false) }
}

/// What a flow has for its reader, in the order in which the ends saw it.
public enum StreamOutput: Sendable, Equatable {
    case bytes([UInt8], Side, PacketReference)
    case gap(StreamGap)
    /// The side sent FIN, and all before it was passed on.
    case fin(Side, PacketReference)
}
