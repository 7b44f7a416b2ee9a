public import Records

/// What became of a frame.
@frozen
public enum Verdict: Sendable, Hashable {
    /// A TCP segment, in the `Segment` that was handed in.
    case segment
    /// No TCP segment. Counts under the reason.
    case skipped(SkipReason)
    /// An ICMP error that quotes a TCP segment, in the decoder's `icmpError`. Counts as `SkipReason.icmp`.
    case icmpError
    /// An IP fragment, held until the others come. Counts when its datagram is complete (see
    /// `FrameDecoder.completedFragments`) or given up (see `FrameDecoder.finish()`).
    case pending
}
