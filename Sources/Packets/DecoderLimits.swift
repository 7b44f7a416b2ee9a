/// What a decoder may spend on one frame, and hold for later ones.
public struct DecoderLimits: Sendable, Hashable {
    /// Headers nested in one frame, tags and extension headers included; a frame with more is malformed.
    public var nestedHeaders = 32
    /// IP datagrams of which fragments are held; the oldest gives way.
    public var fragmentedDatagrams = 512
    /// Octets of fragments held, all datagrams together; the oldest gives way.
    public var fragmentOctets = 8 << 20
    /// Seconds of packet time for which the other fragments of a datagram are awaited (RFC 791: 15, Linux: 30).
    public var fragmentSeconds = 30.0

    public init() {}
}
