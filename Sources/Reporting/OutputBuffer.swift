/// Octets that are written forward and taken out now and then.
///
/// An array asks at every append whether it is shared; here the owner asks once for each record, with `makeUnique`.
struct OutputBuffer {
    /// Octets of the first allocation: a sink's buffer and a record beyond it.
    static let firstCapacity = ByteSink.bufferSize + (16 << 10)

    private final class Storage {
        let start: UnsafeMutablePointer<UInt8>
        init(capacity: Int) { start = .allocate(capacity: capacity) }
        deinit { start.deallocate() }
    }

    private var storage: Storage
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = OutputBuffer.firstCapacity) {
        self.capacity = capacity
        storage = Storage(capacity: capacity)
        start = storage.start
    }

    var isEmpty: Bool { count == 0 }
    var contents: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
    var array: [UInt8] { Array(contents) }

    /// Makes sure that no copy of this value sees what is appended from here on. Due before the first append after
    /// a copy could have been made.
    mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { reallocate(capacity: capacity) }
    }

    mutating func removeAll() { count = 0 }

    @inline(__always)
    mutating func append(_ octet: UInt8) {
        if count == capacity { grow(for: 1) }
        start[count] = octet
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ octets: UnsafeRawBufferPointer) {
        guard let source = octets.baseAddress else { return }
        if capacity &- count < octets.count { grow(for: octets.count) }
        UnsafeMutableRawPointer(start + count).copyMemory(from: source, byteCount: octets.count)
        count &+= octets.count
    }

    /// `,"name":` or `"name":`.
    @inline(__always)
    mutating func append(key name: StaticString, comma: Bool) {
        let length = name.utf8CodeUnitCount
        if capacity &- count < length &+ 4 { grow(for: length + 4) }
        var place = start + count
        if comma {
            place.pointee = UInt8(ascii: ",")
            place += 1
        }
        place.pointee = UInt8(ascii: "\"")
        place += 1
        UnsafeMutableRawPointer(place).copyMemory(from: name.utf8Start, byteCount: length)
        place += length
        place[0] = UInt8(ascii: "\"")
        place[1] = UInt8(ascii: ":")
        count = place + 2 - start
    }

    mutating func append(contentsOf octets: some Sequence<UInt8>) {
        for octet in octets { append(octet) }
    }

    @inline(never)
    private mutating func grow(for length: Int) { reallocate(capacity: max(capacity * 2, count + length)) }

    private mutating func reallocate(capacity: Int) {
        let bigger = Storage(capacity: capacity)
        bigger.start.update(from: start, count: count)
        storage = bigger
        start = bigger.start
        self.capacity = capacity
    }
}
