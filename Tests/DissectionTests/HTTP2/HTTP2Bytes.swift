@testable import Dissection

/// Frames and header blocks as octets.
enum HTTP2Bytes {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    static let settings = frame(.settings, payload: [0, 4, 0, 1, 0, 0])
    static let settingsACK = frame(.settings, flags: 1)

    static func frame(
        _ type: HTTP2FrameType, flags: UInt8 = 0, stream: UInt32 = 0, payload: [UInt8] = [], length: Int? = nil
    ) -> [UInt8] {
        let count = UInt32(length ?? payload.count)
        return [UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff), UInt8(count & 0xff), type.rawValue, flags]
            + uint32(stream) + payload
    }

    static func uint32(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
    }

    /// Literal fields with new names; `isInserted` puts them into the dynamic table.
    static func fields(_ fields: [(String, String)], isInserted: Bool = false) -> [UInt8] {
        fields.flatMap { name, value in
            [isInserted ? 0x40 : 0x00] + string(name) + string(value)
        }
    }

    static func string(_ text: String) -> [UInt8] { integer(text.utf8.count, prefixBits: 7) + Array(text.utf8) }

    static func integer(_ value: Int, prefixBits: Int, _ flags: UInt8 = 0) -> [UInt8] {
        let mask = (1 << prefixBits) - 1
        guard value >= mask else { return [flags | UInt8(value)] }
        var octets = [flags | UInt8(mask)]
        var rest = value - mask
        while rest >= 128 {
            octets.append(UInt8(rest & 0x7f | 0x80))
            rest >>= 7
        }
        return octets + [UInt8(rest)]
    }

    static func headers(_ stream: UInt32, _ block: [UInt8], ends: Bool = false) -> [UInt8] {
        frame(.headers, flags: ends ? 5 : 4, stream: stream, payload: block)
    }

    static func headers(_ stream: UInt32, _ list: [(String, String)], ends: Bool = false) -> [UInt8] {
        headers(stream, fields(list), ends: ends)
    }

    static func request(
        _ stream: UInt32, _ method: String, _ path: String, _ more: [(String, String)] = [], ends: Bool = true
    ) -> [UInt8] {
        let list = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "shop.example")]
        return headers(stream, list + more, ends: ends)
    }

    static func response(
        _ stream: UInt32, _ status: Int, _ more: [(String, String)] = [], ends: Bool = true
    ) -> [UInt8] {
        headers(stream, [(":status", String(status))] + more, ends: ends)
    }

    static func data(_ stream: UInt32, _ content: [UInt8], ends: Bool = false) -> [UInt8] {
        frame(.data, flags: ends ? 1 : 0, stream: stream, payload: content)
    }

    static func ping(_ opaque: String, isACK: Bool = false) -> [UInt8] {
        frame(.ping, flags: isACK ? 1 : 0, payload: Array(opaque.utf8))
    }

    static func reset(_ stream: UInt32, _ code: UInt32) -> [UInt8] {
        frame(.resetStream, stream: stream, payload: uint32(code))
    }

    static func goAway(_ last: UInt32, _ code: UInt32, _ debug: String = "") -> [UInt8] {
        frame(.goAway, payload: uint32(last) + uint32(code) + Array(debug.utf8))
    }

    static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
        frame(.windowUpdate, stream: stream, payload: uint32(increment))
    }

    /// A gRPC message with its prefix.
    static func message(_ count: Int, flags: UInt8 = 0) -> [UInt8] {
        [flags] + uint32(UInt32(count)) + [UInt8](repeating: 0x2a, count: count)
    }

    /// Octets from hexadecimal digits.
    static func hex(_ text: String) -> [UInt8] {
        var octets: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            guard let value = ASCII.hexValue(character) else { continue }
            if let first = high {
                octets.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return octets
    }
}
