import Bytes
import Records

/// The unread bytes of one direction: the only buffer of a conversation.
struct ReadHead: Sendable {
    /// Bytes that a dissector could not read yet; those before `start` are read already.
    private(set) var held: [UInt8] = []
    private var marks: [Provenance.Mark] = []
    private(set) var start = 0
    /// Octets of the stream before `start`.
    private(set) var offset: UInt64 = 0
    /// Octets still to be passed over; `UInt64.max` until the end.
    var skipping: UInt64 = 0
    /// Ask again when so many bytes are there.
    var needed = 1
    /// Waits for the other direction.
    var isOnHold = false
    var lastDelivered: PacketReference?

    var unreadCount: Int { held.count - start }

    /// Counts octets that were read or passed over without being held.
    mutating func pass(_ count: UInt64) { offset &+= count }

    mutating func hold(_ bytes: RawSpan, of packet: PacketReference) {
        if start > 0, start == held.count { drop() }
        bytes.withUnsafeBytes { held.append(contentsOf: $0) }
        if let last = marks.last, last.reference == packet {
            marks[marks.count - 1].end = held.count
        } else {
            marks.append(Provenance.Mark(end: held.count, reference: packet))
        }
    }

    func provenance(_ direction: Direction, last: PacketReference) -> Provenance {
        Provenance(direction: direction, offset: offset, last: marks.last?.reference ?? last, marks: marks, base: start)
    }

    /// The packet that carried the held byte at `index`.
    func reference(at index: Int) -> PacketReference? {
        marks.first { index < $0.end }?.reference
    }

    mutating func consume(_ count: Int) {
        start += count
        offset &+= UInt64(count)
        if start == held.count {
            drop()
        } else if start > 64 << 10 {
            held.removeSubrange(..<start)
            let moved = start
            marks.removeAll { $0.end <= moved }
            for index in marks.indices { marks[index].end -= moved }
            start = 0
        }
    }

    /// Forgets what is held, without counting it as read.
    mutating func drop() {
        // A large buffer is given back; a small one is kept for the next message.
        held.removeAll(keepingCapacity: held.capacity <= 16 << 10)
        marks.removeAll(keepingCapacity: true)
        start = 0
    }

    /// Forgets what is held as if it had been read.
    mutating func discard() {
        offset &+= UInt64(unreadCount)
        drop()
    }
}
