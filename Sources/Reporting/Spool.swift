/// A sequence of pieces, written forward and read back in any order: in memory up to a limit, beyond it in a temporary
/// file that nobody else can open.
///
/// Where no file can be written, everything stays in memory.
struct Spool {
    /// Octets written to the file at once.
    static let chunkSize = 1 << 20
    /// Octets read at once; longer pieces take a second reading.
    private static let readSize = 4 << 10
    /// Octets of the length in front of each piece.
    private static let lengthSize = 4

    private var memory: [UInt8] = []
    /// Octets in the file, all of them before those in memory.
    private var fileSize: UInt64 = 0
    private var file: OpenFile?
    /// Octets to hold in memory before the next is written out.
    private var limit: Int

    /// - Parameter limit: octets to hold in memory.
    init(limit: Int) { self.limit = limit }

    /// Keeps a piece; gives the place to read it from.
    mutating func append(_ piece: UnsafeRawBufferPointer) -> UInt64 {
        let place = fileSize + UInt64(memory.count)
        let length = UInt32(clamping: piece.count)
        for shift in [24, 16, 8, 0] as [UInt32] { memory.append(UInt8(truncatingIfNeeded: length >> shift)) }
        memory.append(contentsOf: piece)
        if memory.count > limit { spill() }
        return place
    }

    /// Appends the piece at `place` to `bytes`.
    func read(at place: UInt64, into bytes: inout OutputBuffer) {
        guard let file, place < fileSize else {
            let start = Int(place - fileSize) + Spool.lengthSize
            let end = start + Spool.length(memory[(start - Spool.lengthSize)...])
            memory[start..<end].withUnsafeBytes { bytes.append($0) }
            return
        }
        let first = file.octets(at: place, count: Spool.readSize)
        let length = Spool.length(first[...])
        let here = first.dropFirst(Spool.lengthSize).prefix(length)
        here.withUnsafeBytes { bytes.append($0) }
        if here.count < length {
            let rest = place + UInt64(Spool.lengthSize + here.count)
            file.octets(at: rest, count: length - here.count).withUnsafeBytes { bytes.append($0) }
        }
    }

    private static func length(_ octets: ArraySlice<UInt8>) -> Int {
        octets.prefix(lengthSize).reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func spill() {
        file = file ?? OpenFile.temporary()
        guard let file, file.write(memory, at: fileSize) else {
            limit = Int.max
            return
        }
        fileSize += UInt64(memory.count)
        limit = min(limit, Spool.chunkSize)
        // What has grown large is given back; from now on chunks are small.
        memory.removeAll(keepingCapacity: memory.capacity <= 4 * Spool.chunkSize)
    }
}
