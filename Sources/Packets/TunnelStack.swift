/// The tunnels around a packet, outermost first; the first eight are kept.
public struct TunnelStack: Sendable, Hashable {
    /// Eight bits a tunnel (`Tunnel.rawValue`), the outermost lowest.
    public var packed: UInt64 = 0
    public var count: UInt8 = 0

    public init() {}

    public var tunnels: [Tunnel] {
        (0..<Int(count)).compactMap { Tunnel(rawValue: UInt8(truncatingIfNeeded: packed >> (8 * UInt64($0)))) }
    }

    /// Adds the tunnel after those that are there, unless eight are.
    public mutating func append(_ tunnel: Tunnel) {
        guard count < 8 else { return }
        packed |= UInt64(tunnel.rawValue) << (8 * UInt64(count))
        count += 1
    }
}
