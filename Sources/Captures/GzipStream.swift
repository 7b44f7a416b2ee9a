internal import CPcap

/// Expands gzip data (RFC 1952), member after member.
final class GzipStream {
    private(set) var fault: StreamFault?
    private let file: RawFile
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var atMemberStart = true
    private var ended = false

    /// Begins with octets of `file` that were read already.
    init(file: RawFile, prefix: [UInt8]) {
        self.file = file
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: CaptureLimits.sharedBufferLength, alignment: 16)
        input.copyBytes(from: prefix)
        if hangup_inflate_gzip(stream) != Z_OK { fail("zlib cannot start") }
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(prefix.count)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// Expands up to `buffer.count` octets; 0 at the end and after a fault.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard buffer.count > 0 else { return 0 }
        let room = UInt32(clamping: buffer.count)
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        while !ended, stream.pointee.avail_out == room { step() }
        return Int(room - stream.pointee.avail_out)
    }

    private func step() {
        if stream.pointee.avail_in == 0, !refill() { return }
        // What follows the last member and is none itself (padding, a signature) is passed over, as gzip does.
        if atMemberStart, stream.pointee.next_in?.pointee != 0x1f {
            ended = true
            return
        }
        switch inflate(stream, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR: atMemberStart = false
        case Z_STREAM_END:
            inflateReset(stream)
            atMemberStart = true
        default: fail(stream.pointee.msg.map { String(cString: $0) } ?? "unknown reason")
        }
    }

    private func refill() -> Bool {
        let count = file.load(into: input)
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(clamping: count)
        if count > 0 { return true }
        ended = true
        if !atMemberStart { fault = .endsEarly(format: "gzip") }
        return false
    }

    private func fail(_ reason: String) {
        fault = .damaged(format: "gzip", reason: reason)
        ended = true
    }
}
