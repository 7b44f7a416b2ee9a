import Bytes

/// The 32 octets that a hello brings: a connection's name in key logs, and part of its keys (RFC 5246 § 7.4.1.2).
struct TLSRandom: Sendable, Hashable {
    static let byteCount = 32

    private var words: InlineWords

    /// Four words: what is hashed and compared for every handshake needs no storage of its own.
    private struct InlineWords: Sendable, Hashable {
        var first: UInt64
        var second: UInt64
        var third: UInt64
        var fourth: UInt64
    }

    /// Reads 32 octets at the front of `bytes`; `nil` where there are fewer.
    init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= TLSRandom.byteCount else { return nil }
        words = InlineWords(
            first: bytes.uint64(at: 0), second: bytes.uint64(at: 8), third: bytes.uint64(at: 16),
            fourth: bytes.uint64(at: 24))
    }

    var octets: [UInt8] {
        [words.first, words.second, words.third, words.fourth].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }
}
