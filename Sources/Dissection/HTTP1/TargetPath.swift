import Bytes

/// The part of a request target that may be shown.
enum TargetPath {
    /// Octets of the longest path that is told.
    private static let longest = 200

    /// The target without query, fragment and `;name=value` parameters.
    static func text(_ target: String) -> String {
        let octets = target.utf8Span.span.bytes
        var end = 0
        while end < octets.byteCount, end < longest, !isEnd(octets.uint8(at: end)) { end += 1 }
        return octets.extracting(first: end).text
    }

    private static func isEnd(_ octet: UInt8) -> Bool { octet == 0x3f || octet == 0x23 || octet == ASCII.semicolon }

    /// Whether the path (of a target in any form) holds `word`, which is in lower case.
    static func mentions(_ word: StaticString, in target: String) -> Bool {
        let octets = target.utf8Span.span.bytes
        var end = 0
        while end < octets.byteCount, end < 1 << 10, !isEnd(octets.uint8(at: end)) { end += 1 }
        return octets.extracting(first: end).firstOffset(ofIgnoringCase: word) != nil
    }
}
