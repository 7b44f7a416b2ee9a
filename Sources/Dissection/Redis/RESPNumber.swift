import Bytes

/// A line of RESP that holds a number: a type octet, decimal digits, CR LF.
struct RESPNumber: Sendable {
    /// Digits of the largest 64-bit number.
    private static let longest = 19

    /// What the line says, held to the range of 64 bits.
    let value: Int64
    /// The line says `?`: what it announces ends with a marker (RESP3, streamed strings and aggregates).
    let isStreamed: Bool
    /// Octets of the line with its end.
    let byteCount: Int

    /// Reads the line that begins with a type octet at `start`; `nil` where it is not complete.
    @inline(__always)
    init?(in window: RawSpan, at start: Int) throws(Malformed) {
        let end = window.byteCount
        var index = start + 1
        guard index < end else { return nil }
        var octet = window.uint8(at: index)
        let isNegative = octet == UInt8(ascii: "-")
        if isNegative || octet == UInt8(ascii: "+") { index += 1 }
        let first = index
        var magnitude: UInt64 = 0
        while true {
            guard index < end else { return nil }
            octet = window.uint8(at: index)
            let digit = octet &- 0x30
            guard digit < 10 else { break }
            guard index - first < Self.longest else { throw .broken(field: "RESP number", value: magnitude) }
            magnitude = magnitude &* 10 &+ UInt64(digit)
            index += 1
        }
        isStreamed = octet == UInt8(ascii: "?") && index == start + 1
        if isStreamed { index += 1 }
        guard isStreamed || index > first else { throw .broken(field: "RESP digit", value: UInt64(octet)) }
        guard index < end else { return nil }
        guard window.uint8(at: index) == 0x0d else {
            throw .broken(field: "RESP digit", value: UInt64(window.uint8(at: index)))
        }
        guard index + 1 < end else { return nil }
        guard window.uint8(at: index + 1) == 0x0a else {
            throw .broken(field: "RESP line end", value: UInt64(window.uint8(at: index + 1)))
        }
        let clamped = Int64(clamping: magnitude)
        value = isNegative ? 0 - clamped : clamped
        byteCount = index + 2 - start
    }
}
