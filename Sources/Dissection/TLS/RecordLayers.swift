import Records

/// The record layers of both directions, changed in place.
struct RecordLayers: Sendable {
    private var both: InlineArray<2, RecordLayer>

    init(isSynchronized: Bool) {
        both = InlineArray(repeating: RecordLayer(isSynchronized: isSynchronized))
    }

    // One yield each: accessors with two are not inlined, and hold their frames on the heap.
    subscript(direction: Direction) -> RecordLayer {
        @inline(__always) _read { yield both[Int(direction.rawValue)] }
        @inline(__always) _modify { yield &both[Int(direction.rawValue)] }
    }
}
