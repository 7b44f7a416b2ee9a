/// How a live capture stands.
public struct LiveCounters: Sendable, Equatable {
    /// Packets and their octets that were taken from the kernel.
    public var captured: UInt64 = 0
    public var bytes: UInt64 = 0
    /// Packets that the filter let through; `nil` where the system does not say.
    public var receivedByFilter: UInt64?
    /// Packets for which the kernel's buffer had no room.
    public var droppedByKernel: UInt64?
    /// Packets that the interface or its driver could not take.
    public var droppedByInterface: UInt64?
    /// Packets that came faster than they could be analyzed, and faster than they could be written.
    public var unanalyzed: UInt64 = 0
    public var unwritten: UInt64 = 0
    /// How it ended; `nil` while it goes on.
    public var ending: LiveEnding?

    public init() {}
}

/// How a live capture ended.
public enum LiveEnding: Sendable, Equatable {
    /// It was told to.
    case stopped
    /// As many packets came as were wanted.
    case complete
    /// In the words of libpcap.
    case failed(String)
}

/// Counters of 32 bits that start over, added up.
struct WrappingCounter {
    private var last: UInt32 = 0
    private(set) var total: UInt64 = 0

    mutating func update(_ value: UInt32) {
        let step = value &- last
        last = value
        // One that went back was set to zero by somebody.
        if step < 1 << 31 { total &+= UInt64(step) }
    }
}
