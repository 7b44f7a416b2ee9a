public import Records

/// One captured packet, as the file or interface gave it.
public struct Frame {
    public var time: Timestamp
    /// Whether the file says `time`. Where it does not, it is that of the packet before, or 0 if there is none.
    public var isTimed: Bool
    /// Octets in `bytes`.
    public var capturedLength: Int
    /// Octets the packet had on the wire.
    public var originalLength: Int
    public var linkType: LinkType
    /// The index of its file among those that are read together.
    public var source: Int
    /// Its number in its file, from 1, as Wireshark counts.
    public var sourcePacket: UInt64
    /// The index of its interface in its file; 0 where the format knows none.
    public var interface: Int
    /// Whether the filter rejected it.
    public var isFiltered: Bool
    /// The octets that were captured; valid until the next packet is asked for.
    public var bytes: UnsafeRawBufferPointer

    /// A frame without content, to be filled in by a reader.
    public init() {
        time = Timestamp(nanoseconds: 0)
        isTimed = false
        capturedLength = 0
        originalLength = 0
        linkType = .none
        source = 0
        sourcePacket = 0
        interface = 0
        isFiltered = false
        bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    }
}
