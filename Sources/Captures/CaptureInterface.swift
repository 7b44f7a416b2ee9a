public import Records

/// An interface as a pcapng file describes it, with the last counters it gives.
public struct CaptureInterface: Sendable, Equatable {
    public var name: String?
    public var linkType: LinkType
    /// Octets after which its packets were cut; 0 for never.
    public var snapLength: UInt32
    /// Packets dropped by the interface (isb_ifdrop); `nil` where the file does not say.
    public var droppedByInterface: UInt64?
    /// Packets dropped by the operating system (isb_osdrop); `nil` where the file does not say.
    public var droppedBySystem: UInt64?
}
