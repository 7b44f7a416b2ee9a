import Bytes

/// Integers of HPACK (RFC 7541 § 5.1).
enum HPACKInteger {
    /// Larger ones are refused: nothing in a header block of bounded length needs them.
    private static let largest = 1 << 30

    /// Reads an integer whose first octet holds `prefixBits` bits of it.
    static func read(_ block: inout RawSpan, prefixBits: Int) throws(HPACKFault) -> Int {
        guard !block.isEmpty else { throw .integer }
        let mask = 0xff >> UInt8(8 - prefixBits)
        var value = Int(block.uint8(at: 0)) & mask
        var offset = 1
        if value == mask {
            var shift = 0
            while true {
                guard offset < block.byteCount, shift <= 28 else { throw .integer }
                let octet = block.uint8(at: offset)
                offset += 1
                value += Int(octet & 0x7f) << shift
                shift += 7
                if octet & 0x80 == 0 { break }
            }
            guard value <= largest else { throw .integer }
        }
        block = block.extracting(droppingFirst: offset)
        return value
    }
}
