public import Records

/// Packets that came one after the other, their octets in one piece of memory: what crosses from the thread that
/// captures to those that analyze and write.
public struct PacketBatch: Sendable {
    private struct Head: Sendable {
        var time: Timestamp
        var offset: Int
        var capturedLength: UInt32
        var originalLength: UInt32
    }

    private var heads: [Head] = []
    private var bytes: [UInt8] = []
    /// The number of its first packet in the capture, from 1. Where it is not that after the last one of the batch
    /// before, those between were lost.
    public private(set) var firstNumber: UInt64
    public let linkType: LinkType
    /// When it was complete, by the clock that nobody can set; `nil` where it was not captured just now.
    public internal(set) var gathered: Timestamp?

    public init(firstNumber: UInt64, linkType: LinkType) {
        self.firstNumber = firstNumber
        self.linkType = linkType
    }

    public var count: Int { heads.count }
    public var isEmpty: Bool { heads.isEmpty }
    /// The number after that of its last packet.
    public var nextNumber: UInt64 { firstNumber &+ UInt64(heads.count) }
    /// Octets of its packets.
    public var octets: Int { bytes.count }
    /// Memory that it takes, octets.
    public var size: Int { bytes.count + heads.count * MemoryLayout<Head>.stride }

    /// Adds a packet; its octets are copied.
    @inline(__always)
    public mutating func append(_ captured: UnsafeRawBufferPointer, originalLength: UInt32, time: Timestamp) {
        heads.append(
            Head(
                time: time, offset: bytes.count, capturedLength: UInt32(truncatingIfNeeded: captured.count),
                originalLength: originalLength))
        bytes.append(contentsOf: captured)
    }

    /// Makes room for as much as `other` holds, so that batches that follow each other do not grow each anew.
    mutating func reserve(like other: PacketBatch) {
        heads.reserveCapacity(min(other.heads.count, Self.reserved / 64))
        bytes.reserveCapacity(min(other.bytes.count, Self.reserved))
    }

    private static let reserved = 1 << 20

    /// Calls `body` with one packet after the other; a frame's octets are valid in the call only.
    public func forEach(_ body: (Frame) -> Void) {
        var frame = Frame()
        frame.isTimed = true
        frame.linkType = linkType
        bytes.withUnsafeBytes { all in
            for (index, head) in heads.enumerated() {
                let length = Int(head.capturedLength)
                frame.time = head.time
                frame.capturedLength = length
                frame.originalLength = Int(head.originalLength)
                frame.sourcePacket = firstNumber &+ UInt64(index)
                frame.bytes = UnsafeRawBufferPointer(rebasing: all[head.offset..<(head.offset + length)])
                body(frame)
            }
        }
    }
}
