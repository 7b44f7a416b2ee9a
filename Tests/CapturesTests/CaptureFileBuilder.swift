/// Writes capture files octet by octet, in either byte order.
struct CaptureFileBuilder {
    var isBigEndian = false
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    // MARK: Classic files

    mutating func fileHeader(magic: UInt32, linkType: UInt32 = 1, snapLength: UInt32 = 262_144) {
        append(magic)
        append(UInt16(2))
        append(UInt16(4))
        append(UInt64(0))
        append(snapLength)
        append(linkType)
    }

    mutating func record(
        seconds: UInt32, fraction: UInt32, _ payload: [UInt8], original: UInt32? = nil, extra: [UInt8] = []
    ) {
        append(seconds)
        append(fraction)
        append(UInt32(payload.count))
        append(original ?? UInt32(payload.count))
        bytes += extra + payload
    }

    // MARK: pcapng

    mutating func block(_ kind: UInt32, _ build: (inout CaptureFileBuilder) -> Void) {
        var body = CaptureFileBuilder(isBigEndian: isBigEndian)
        build(&body)
        body.pad()
        append(kind)
        append(UInt32(body.bytes.count + 12))
        bytes += body.bytes
        append(UInt32(body.bytes.count + 12))
    }

    mutating func pad() { while bytes.count % 4 != 0 { bytes.append(0) } }

    mutating func option(_ code: UInt16, _ value: [UInt8]) {
        append(code)
        append(UInt16(value.count))
        bytes += value
        pad()
    }

    mutating func section(major: UInt16 = 1) {
        block(0x0a0d_0d0a) { body in
            body.append(UInt32(0x1a2b_3c4d))
            body.append(major)
            body.append(UInt16(0))
            body.append(Int64(-1))
        }
    }

    mutating func interface(
        linkType: UInt16 = 1, snapLength: UInt32 = 0, name: String? = nil, resolution: UInt8? = nil,
        offset: Int64? = nil
    ) {
        block(1) { body in
            body.append(linkType)
            body.append(UInt16(0))
            body.append(snapLength)
            body.option(1, Array("a comment".utf8))
            if let name { body.option(2, Array(name.utf8)) }
            if let offset {
                body.append(UInt16(14))
                body.append(UInt16(8))
                body.append(offset)
            }
            if let resolution { body.option(9, [resolution]) }
            body.append(UInt32(0))
        }
    }

    mutating func enhancedPacket(
        interface: UInt32 = 0, ticks: UInt64, _ payload: [UInt8], original: UInt32? = nil, comment: String? = nil
    ) {
        block(6) { body in
            body.append(interface)
            body.append(UInt32(ticks >> 32))
            body.append(UInt32(truncatingIfNeeded: ticks))
            body.append(UInt32(payload.count))
            body.append(original ?? UInt32(payload.count))
            body.bytes += payload
            body.pad()
            if let comment { body.option(1, Array(comment.utf8)) }
        }
    }

    mutating func obsoletePacket(interface: UInt16, ticks: UInt64, _ payload: [UInt8]) {
        block(2) { body in
            body.append(interface)
            body.append(UInt16(7))
            body.append(UInt32(ticks >> 32))
            body.append(UInt32(truncatingIfNeeded: ticks))
            body.append(UInt32(payload.count))
            body.append(UInt32(payload.count))
            body.bytes += payload
        }
    }

    mutating func simplePacket(_ payload: [UInt8], original: UInt32? = nil) {
        block(3) { body in
            body.append(original ?? UInt32(payload.count))
            body.bytes += payload
        }
    }

    mutating func secrets(kind: UInt32, _ text: String) {
        block(10) { body in
            body.append(kind)
            body.append(UInt32(text.utf8.count))
            body.bytes += Array(text.utf8)
        }
    }

    mutating func statistics(interface: UInt32, droppedByInterface: UInt64, droppedBySystem: UInt64) {
        block(5) { body in
            body.append(interface)
            body.append(UInt64(0))
            for (code, value) in [(UInt16(4), UInt64(1_000)), (5, droppedByInterface), (7, droppedBySystem)] {
                body.append(code)
                body.append(UInt16(8))
                body.append(value)
            }
        }
    }

    /// A file built in one expression.
    static func build(isBigEndian: Bool = false, _ build: (inout CaptureFileBuilder) -> Void) -> [UInt8] {
        var builder = CaptureFileBuilder(isBigEndian: isBigEndian)
        build(&builder)
        return builder.bytes
    }
}

/// A payload that can be told from others: `count` octets from `first` on, counting up.
func payload(_ count: Int, from first: UInt8 = 0) -> [UInt8] {
    (0..<count).map { first &+ UInt8(truncatingIfNeeded: $0) }
}
