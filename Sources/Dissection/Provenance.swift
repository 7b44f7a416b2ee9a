public import Records

/// Which packets the bytes of a window came from.
public struct Provenance: Sendable {
    /// Up to `end` (an index into the held bytes) the bytes came with `reference`.
    struct Mark: Sendable, Equatable {
        var end: Int
        var reference: PacketReference
    }

    public let direction: Direction
    /// Octets of this direction's stream before the window.
    public let offset: UInt64
    /// The packet of the window's last byte.
    public let last: PacketReference
    private let marks: [Mark]
    private let base: Int

    /// A window whose bytes all came with one packet.
    public init(direction: Direction, offset: UInt64, packet: PacketReference) {
        self.direction = direction
        self.offset = offset
        last = packet
        marks = []
        base = 0
    }

    /// A window of held bytes that begins at the index `base` of them.
    init(direction: Direction, offset: UInt64, last: PacketReference, marks: [Mark], base: Int) {
        self.direction = direction
        self.offset = offset
        self.last = last
        self.marks = marks
        self.base = base
    }

    /// The packet that carried the byte at `index` of the window.
    public func reference(at index: Int) -> PacketReference {
        for mark in marks where base + index < mark.end { return mark.reference }
        return last
    }

    /// The place of the byte at `index` of the window.
    public func place(at index: Int) -> Place {
        let reference = reference(at: index)
        return Place(
            packet: reference.packet, time: reference.time, offset: offset &+ UInt64(max(0, index)),
            direction: direction)
    }
}
