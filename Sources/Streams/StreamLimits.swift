public import Records

/// The bounds of reassembly, in the units that segments come in.
public struct StreamLimits: Sendable {
    var idleNanoseconds: Int64
    var idleGaps: Int
    var heldPerDirection: Int
    var heldBehindHole: Int
    var holeNanoseconds: Int64

    public init(_ limits: Limits) {
        idleNanoseconds = Int64(min(max(limits.idleSeconds, 0), 1e9) * 1e9)
        idleGaps = limits.idleGaps
        heldPerDirection = limits.heldBytesPerDirection
        heldBehindHole = limits.heldBehindHole
        holeNanoseconds = Int64(min(max(limits.holeSeconds, 0), 1e9) * 1e9)
    }
}
