/// The identifiers of the IEEE 802.1Q tags around a packet, outermost first; the first four are kept.
public struct VLANStack: Sendable, Hashable {
    /// Sixteen bits a tag, the outermost lowest.
    public var packed: UInt64 = 0
    public var count: UInt8 = 0

    public init() {}

    /// The identifiers, 0 to 4095.
    public var identifiers: [UInt16] {
        (0..<Int(count)).map { UInt16(truncatingIfNeeded: packed >> (16 * UInt64($0))) }
    }

    /// Adds the tag after those that are there, unless four are.
    public mutating func append(_ identifier: UInt16) {
        guard count < 4 else { return }
        packed |= UInt64(identifier) << (16 * UInt64(count))
        count += 1
    }
}
