internal import CPcap

/// Expands Zstandard data (RFC 8878), frame after frame.
final class ZstdStream {
    private(set) var fault: StreamFault?
    private let file: RawFile
    private let stream: OpaquePointer?
    private let input: UnsafeMutableRawBufferPointer
    private var pending: ZSTD_inBuffer
    private var atFrameStart = true
    private var ended = false

    /// Begins with octets of `file` that were read already.
    init(file: RawFile, prefix: [UInt8]) {
        self.file = file
        stream = ZSTD_createDStream()
        input = .allocate(byteCount: CaptureLimits.sharedBufferLength, alignment: 16)
        input.copyBytes(from: prefix)
        pending = ZSTD_inBuffer(src: input.baseAddress, size: prefix.count, pos: 0)
        if stream == nil { fail("libzstd cannot start") }
    }

    deinit {
        ZSTD_freeDStream(stream)
        input.deallocate()
    }

    /// Expands up to `buffer.count` octets; 0 at the end and after a fault.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard buffer.count > 0 else { return 0 }
        var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        while !ended, output.pos == 0 { step(&output) }
        return output.pos
    }

    private func step(_ output: inout ZSTD_outBuffer) {
        if pending.pos == pending.size {
            // libzstd may still hold octets that the buffer before had no room for.
            if !atFrameStart { expand(&output) }
            if ended || output.pos > 0 || !refill() { return }
        }
        expand(&output)
    }

    private func expand(_ output: inout ZSTD_outBuffer) {
        let result = ZSTD_decompressStream(stream, &output, &pending)
        if ZSTD_isError(result) != 0 {
            fail(String(cString: ZSTD_getErrorName(result)))
        } else {
            atFrameStart = result == 0
        }
    }

    private func refill() -> Bool {
        pending = ZSTD_inBuffer(src: input.baseAddress, size: file.load(into: input), pos: 0)
        if pending.size > 0 { return true }
        ended = true
        if !atFrameStart { fault = .endsEarly(format: "zstd") }
        return false
    }

    private func fail(_ reason: String) {
        fault = .damaged(format: "zstd", reason: reason)
        ended = true
    }
}
