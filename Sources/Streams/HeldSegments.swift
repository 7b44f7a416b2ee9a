import Bytes
import Records

/// Payload that cannot be passed on yet, in the order of its positions, without overlaps.
struct HeldSegments: Sendable {
    struct Piece: Sendable {
        var start: Int64
        /// One beyond the last position, captured or not.
        var end: Int64
        /// What was captured of it: the beginning.
        var bytes: [UInt8]
        var packet: PacketReference
        /// The position in the other direction that its sender had seen.
        var acknowledged: Int64
    }

    private(set) var pieces: [Piece] = []
    private(set) var byteCount = 0
    /// Pieces that were passed on, at the front.
    private var passed = 0

    var isEmpty: Bool { passed == pieces.count }

    var first: Piece? { passed < pieces.count ? pieces[passed] : nil }

    /// The position of the first piece.
    var firstStart: Int64? { passed < pieces.count ? pieces[passed].start : nil }

    /// What the sender of the first piece had seen of the other direction.
    var firstAcknowledged: Int64 { passed < pieces.count ? pieces[passed].acknowledged : .min }

    mutating func removeFirst() -> Piece {
        let piece = pieces[passed]
        pieces[passed].bytes = []
        byteCount -= piece.bytes.count
        passed += 1
        if passed == pieces.count {
            pieces.removeAll(keepingCapacity: pieces.capacity <= 64)
            passed = 0
        } else if passed > 1024 {
            pieces.removeFirst(passed)
            passed = 0
        }
        return piece
    }

    /// Adds a segment's payload; what is held already wins over it.
    ///
    /// - Returns: how many positions are new, and whether bytes contradict those that were held.
    mutating func insert(
        _ payload: RawSpan, start: Int64, end: Int64, packet: PacketReference, acknowledged: Int64
    ) -> (added: Int64, conflicts: Bool) {
        var added: Int64 = 0
        var conflicts = false
        var from = start
        var index = lowerBound(start)
        while from < end {
            let next = index < pieces.count ? pieces[index] : nil
            if let next, next.start <= from {
                conflicts = conflicts || differs(payload, start, next)
                from = max(from, next.end)
                index += 1
                continue
            }
            let until = min(end, next?.start ?? end)
            let piece = Piece(
                start: from, end: until, bytes: captured(payload, start, from, until), packet: packet,
                acknowledged: acknowledged)
            pieces.insert(piece, at: index)
            byteCount += piece.bytes.count
            added += until - from
            from = until
            index += 1
        }
        return (added, conflicts)
    }

    /// The first piece that ends beyond `position`.
    private func lowerBound(_ position: Int64) -> Int {
        var low = passed
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].end > position { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func captured(_ payload: RawSpan, _ start: Int64, _ from: Int64, _ until: Int64) -> [UInt8] {
        let first = from - start
        let last = min(until - start, Int64(payload.byteCount))
        guard first < last else { return [] }
        return payload.extracting(Int(first)..<Int(last)).array
    }

    private func differs(_ payload: RawSpan, _ start: Int64, _ held: Piece) -> Bool {
        let first = max(start, held.start)
        let last = min(start + Int64(payload.byteCount), held.start + Int64(held.bytes.count))
        guard first < last else { return false }
        for position in first..<last
        where payload.uint8(at: Int(position - start)) != held.bytes[Int(position - held.start)] { return true }
        return false
    }
}
