/// A window on a stream of octets: filled at its end, taken off at its front, moved only when it is full.
struct BlockBuffer: ~Copyable {
    /// The first octet not yet taken.
    private(set) var start: UnsafeMutableRawPointer
    /// Octets from `start` on.
    private(set) var count = 0
    /// Octets of the stream before `start`.
    private(set) var offset: UInt64 = 0
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private let source: ByteSource

    init(source: ByteSource, capacity: Int) {
        base = .allocate(byteCount: capacity, alignment: 16)
        start = base
        self.capacity = capacity
        self.source = source
    }

    deinit { base.deallocate() }

    /// Moves past `length` octets, of which there must be as many.
    @inline(__always)
    mutating func take(_ length: Int) {
        precondition(length >= 0 && length <= count)
        start += length
        count -= length
        offset &+= UInt64(length)
    }

    /// Whether there are `length` octets from `start` on, after reading where needed; `false` at the stream's end.
    ///
    /// The buffer grows as octets arrive and not because a length says so: a lie costs no memory.
    @inline(never)
    mutating func fill(_ length: Int) -> Bool {
        while count < length {
            if start > base {
                base.copyMemory(from: start, byteCount: count)
                start = base
            } else if count == capacity {
                grow()
            }
            let room = UnsafeMutableRawBufferPointer(start: base + count, count: capacity - count)
            let more = source.read(into: room)
            if more == 0 { return false }
            count += more
        }
        return true
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 16)
        larger.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = larger
        start = larger
        capacity *= 2
    }
}
