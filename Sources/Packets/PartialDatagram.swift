import Bytes
import Records

/// A piece of an IP datagram.
struct Fragment {
    /// Octets of the datagram's payload before it.
    var offset: Int
    var hasMore: Bool
    /// What the datagram carries; the fragment at offset 0 decides.
    var transport: UInt8
}

/// An IP datagram of which some fragments came.
struct PartialDatagram {
    let key: DatagramKey
    let began: Timestamp
    var transport: UInt8
    /// Packets whose fragments are here, repeated ones included.
    var packets = 0
    /// The payload, as long as the fragments that came reach.
    var octets: [UInt8] = []
    /// What of `octets` has come: ascending, apart from each other.
    private var ranges: [Range<Int>] = []
    /// The payload's length, known since the last fragment came.
    private var total: Int?

    init(key: DatagramKey, began: Timestamp, transport: UInt8) {
        self.key = key
        self.began = began
        self.transport = transport
    }

    var isComplete: Bool {
        total != nil && ranges.count <= 1 && ranges.first?.lowerBound ?? 0 == 0
            && (ranges.first?.upperBound ?? 0) == total
    }

    /// Adds a fragment. Where it overlaps what came earlier, what came earlier stays.
    mutating func add(_ fragment: Fragment, _ bytes: RawSpan) {
        if fragment.offset == 0 { transport = fragment.transport }
        if !fragment.hasMore, total == nil {
            total = max(fragment.offset + bytes.byteCount, ranges.last?.upperBound ?? 0)
        }
        let end = min(fragment.offset + bytes.byteCount, total ?? .max)
        guard fragment.offset < end else { return }
        if octets.count < end { octets.append(contentsOf: repeatElement(0, count: end - octets.count)) }
        fill(fragment.offset..<end, from: bytes)
    }

    /// Copies what is not there yet, and joins the ranges that meet.
    private mutating func fill(_ new: Range<Int>, from bytes: RawSpan) {
        let first = ranges.firstIndex { $0.upperBound >= new.lowerBound } ?? ranges.count
        var last = first
        var position = new.lowerBound
        var joined = new
        while last < ranges.count, ranges[last].lowerBound <= new.upperBound {
            let held = ranges[last]
            copy(position..<max(position, held.lowerBound), from: bytes, startingAt: new.lowerBound)
            position = max(position, held.upperBound)
            joined = min(joined.lowerBound, held.lowerBound)..<max(joined.upperBound, held.upperBound)
            last += 1
        }
        copy(position..<max(position, new.upperBound), from: bytes, startingAt: new.lowerBound)
        ranges.replaceSubrange(first..<last, with: [joined])
    }

    private mutating func copy(_ range: Range<Int>, from bytes: RawSpan, startingAt start: Int) {
        if range.isEmpty { return }
        let source = bytes.extracting(range.lowerBound - start..<range.upperBound - start)
        octets.withUnsafeMutableBytes { target in
            source.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[range]).copyMemory(from: $0) }
        }
    }
}
