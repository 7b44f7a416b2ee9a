import Records

/// What a request's target shows in one pass over its octets.
struct TargetScan: Sendable {
    /// Of the path: equal for equal paths, in one run of the program and in every other.
    private(set) var path = TargetScan.basis
    /// Whether there is something like `?sid=value` or `;jsessionid=value`: a name under which sessions are known to
    /// travel, and a value long enough.
    private(set) var hasSessionParameter = false
    private(set) var words = PathWords()

    private static let basis: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01b3

    /// With `isAnyName` every name may be a session's.
    init(_ target: String, isAnyName: Bool) {
        let octets = target.utf8Span.span
        var end = 0
        while end < octets.count {
            let octet = octets[end]
            if octet == UInt8(ascii: "?") || octet == UInt8(ascii: ";") { break }
            path = (path ^ UInt64(octet)) &* Self.prime
            end += 1
        }
        words = PathWords(octets.extracting(0..<end))
        if end < octets.count { hasSessionParameter = Self.hasSession(octets.extracting(end...), isAnyName) }
    }

    /// Whether one of the parameters has a session's name and a value of eight octets or more.
    private static func hasSession(_ octets: Span<UInt8>, _ isAnyName: Bool) -> Bool {
        var start = 1
        while start < octets.count {
            let sign = next(octets, from: start, Self.signs)
            let end =
                sign < octets.count && octets[sign] == UInt8(ascii: "=")
                ? next(octets, from: sign + 1, Self.ends) : sign
            if sign > start, end - sign > 8, isAnyName || SessionParameters.mayHold(octets.extracting(start..<sign)) {
                return true
            }
            start = end + 1
        }
        return false
    }

    /// What ends a parameter, and what else ends its name: one bit for each octet below 64.
    private static let ends: UInt64 = 1 << 0x3f | 1 << 0x26 | 1 << 0x3b | 1 << 0x23
    private static let signs: UInt64 = ends | 1 << 0x3d

    /// The place of the next octet that is one of these.
    @inline(__always)
    private static func next(_ octets: Span<UInt8>, from start: Int, _ wanted: UInt64) -> Int {
        var index = start
        while index < octets.count {
            let octet = octets[index]
            if octet < 0x40, wanted >> UInt64(octet) & 1 != 0 { break }
            index += 1
        }
        return index
    }

    /// Of the path alone.
    static func path(of target: String) -> UInt64 {
        var hash = basis
        for octet in target.utf8 {
            if octet == UInt8(ascii: "?") || octet == UInt8(ascii: ";") { break }
            hash = (hash ^ UInt64(octet)) &* prime
        }
        return hash
    }
}

/// Of method and path: what both legs of a passed-on request have in common.
struct ExchangeKey: Sendable {
    var value: UInt64

    init(_ request: HTTPRequest) { self.init(method: request.method, path: TargetScan.path(of: request.target)) }

    init(method: String, path: UInt64) {
        var hash = path
        for octet in method.utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
        value = hash ^ (hash >> 29)
    }
}

/// A number for a target without its query; equal for equal paths.
func pathHash(_ target: String) -> Int { Int(truncatingIfNeeded: TargetScan.path(of: target)) }
