import Bytes

/// The Huffman code of HPACK (RFC 7541 § 5.2, appendix B).
///
/// The code is canonical: symbols of one length have consecutive codes, in the order of their values, so that the lengths
/// tell all. Codes of up to ten bits are looked up at once; longer ones are found by the first code of each length.
struct HuffmanCode: Sendable {
    static let shared = HuffmanCode()

    private static let fastBits = 10
    private static let longest = 30
    private static let endOfString = 256

    /// By the next ten bits: symbol and length (in the lowest four bits); zero where the code is longer.
    private let fast: [UInt16]
    /// By length: the first code, the number of codes, and where their symbols begin in `symbols`.
    private let firstCode: [UInt32]
    private let codeCount: [UInt32]
    private let firstSymbol: [Int]
    private let symbols: [UInt16]

    private init() {
        var symbols: [UInt16] = []
        var firstCode: [UInt32] = [0]
        var codeCount: [UInt32] = [0]
        var firstSymbol: [Int] = [0]
        var fast = [UInt16](repeating: 0, count: 1 << Self.fastBits)
        var code: UInt32 = 0
        for length in 1...Self.longest {
            code <<= 1
            firstCode.append(code)
            firstSymbol.append(symbols.count)
            for (symbol, itsLength) in Self.lengths.enumerated() where Int(itsLength) == length {
                if length <= Self.fastBits {
                    let shift = Self.fastBits - length
                    for index in Int(code) << shift..<(Int(code) + 1) << shift {
                        fast[index] = UInt16(symbol) << 4 | UInt16(length)
                    }
                }
                symbols.append(UInt16(symbol))
                code += 1
            }
            codeCount.append(UInt32(symbols.count - firstSymbol[length]))
        }
        self.symbols = symbols
        self.firstCode = firstCode
        self.codeCount = codeCount
        self.firstSymbol = firstSymbol
        self.fast = fast
    }

    /// Appends the decoded text to `octets`; at most 8/5 of the encoded length.
    ///
    /// - Throws: `HPACKFault.huffman` for the end-of-string symbol, and for padding that is not of up to seven ones.
    func decode(_ text: RawSpan, into octets: inout [UInt8]) throws(HPACKFault) {
        // The bits not decoded yet, from the highest on; below them zeros.
        var bits: UInt64 = 0
        var count = 0
        var offset = 0
        while true {
            while count <= 56, offset < text.byteCount {
                bits |= UInt64(text.uint8(at: offset)) << UInt64(56 - count)
                count += 8
                offset += 1
            }
            guard count > 0 else { return }
            let entry = fast[Int(bits >> UInt64(64 - Self.fastBits))]
            var symbol = Int(entry >> 4)
            var length = Int(entry & 0xf)
            if length == 0 { (symbol, length) = long(bits) }
            guard length <= count else {
                let isPadding = count < 8 && bits == UInt64.max << UInt64(64 - count)
                guard isPadding else { throw .huffman }
                return
            }
            guard symbol != Self.endOfString else { throw .huffman }
            octets.append(UInt8(truncatingIfNeeded: symbol))
            bits <<= UInt64(length)
            count -= length
        }
    }

    /// The symbol whose code of more than ten bits comes next, and the code's length.
    private func long(_ bits: UInt64) -> (symbol: Int, length: Int) {
        for length in Self.fastBits + 1...Self.longest {
            let code = UInt32(bits >> UInt64(64 - length))
            let first = firstCode[length]
            if code >= first, code - first < codeCount[length] {
                return (Int(symbols[firstSymbol[length] + Int(code - first)]), length)
            }
        }
        // The code is complete: only the end-of-string symbol has as many ones.
        return (Self.endOfString, Self.longest)
    }

    /// Bits of each symbol's code; the last is the end-of-string symbol's.
    private static let lengths: [UInt8] = [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
        7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
        23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24,
        21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
    ]
}
