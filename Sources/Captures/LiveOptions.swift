/// Where and how to capture.
public struct LiveOptions: Sendable {
    /// Which packets, seen from the host.
    public enum Direction: String, Sendable, CaseIterable { case incoming = "in", outgoing = "out", both = "inout" }

    /// Name of the interface; `any` is all of them.
    public var interface: String
    /// In the language of pcap-filter(7); the kernel applies it.
    public var filter: String?
    /// Octets after which packets are cut.
    public var snapLength: Int32 = 262_144
    /// The kernel's buffer, KiB.
    public var bufferSize: Int32 = 16_384
    public var isPromiscuous = true
    /// Whether each packet is handed over at once, and not with those of the next `delay`.
    public var isImmediate = false
    public var direction = Direction.both
    /// libpcap's name for a kind of timestamp; `nil` for the kernel's own.
    public var timestampType: String?
    /// Stop after so many packets.
    public var packetLimit: UInt64?
    /// Octets of packets that may wait for analysis; what comes beyond is counted, and lost.
    public var backlog = 64 << 20
    /// Octets of packets that may wait for the disk.
    public var recordingBacklog = 64 << 20

    /// How long the kernel may gather packets before it hands them over, milliseconds.
    static let delay: Int32 = 100

    public init(interface: String) { self.interface = interface }
}
