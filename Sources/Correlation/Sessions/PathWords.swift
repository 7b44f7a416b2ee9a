/// What the words of a path say it is for, found in one pass: `login`, `sign-in`, `logOff`, `session`.
struct PathWords: Sendable, Equatable {
    private(set) var hasLogin = false
    private(set) var hasLogout = false
    private(set) var hasSession = false

    /// Where people sign in; a path that speaks of both is for signing out.
    var isLogin: Bool { hasLogin && !hasLogout }

    init() {}

    /// Of a path without its query.
    init(_ path: Span<UInt8>) {
        var index = Self.start(of: path)
        let end = min(path.count, 1_024)
        while index < end {
            switch path[index] | 0x20 {
            case UInt8(ascii: "l"):
                if Self.matches(path, index + 1, "og") { noteWay(path, index + 3, signsOffWith: "off") }
            case UInt8(ascii: "s"):
                if Self.matches(path, index + 1, "ign") { noteWay(path, index + 4, signsOffWith: nil) }
                if Self.matches(path, index + 1, "ession") { hasSession = true }
            default: break
            }
            index += 1
        }
    }

    /// Of the path in a target or location.
    init(_ target: String) {
        let octets = target.utf8Span.span
        var end = 0
        while end < octets.count, !Self.endsPath(octets[end]) { end += 1 }
        self.init(octets.extracting(0..<end))
    }

    private static func endsPath(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "?") || octet == UInt8(ascii: "#") || octet == UInt8(ascii: ";")
    }

    /// The host of an absolute address may be called anything.
    private static func start(of path: Span<UInt8>) -> Int {
        var index = 0
        while index < path.count, path[index] != UInt8(ascii: "/") {
            if path[index] == UInt8(ascii: ":") {
                var slashes = 0
                while index < path.count, slashes < 3 {
                    if path[index] == UInt8(ascii: "/") { slashes += 1 }
                    index += 1
                }
                return index
            }
            index += 1
        }
        return 0
    }

    /// After `log` or `sign`: `in`, `-in`, `_in`, `on`, or `out`, `-out`, `_out`, `off`.
    private mutating func noteWay(_ path: Span<UInt8>, _ index: Int, signsOffWith off: StaticString?) {
        guard index < path.count else { return }
        let isJoined = path[index] == UInt8(ascii: "-") || path[index] == UInt8(ascii: "_")
        let way = isJoined ? index + 1 : index
        if Self.matches(path, way, "in") || (!isJoined && off != nil && Self.matches(path, way, "on")) {
            hasLogin = true
        }
        if Self.matches(path, way, "out") || (!isJoined && off.map { Self.matches(path, way, $0) } ?? false) {
            hasLogout = true
        }
    }

    /// Whether the letters of `word` stand at `index`, in either case.
    private static func matches(_ path: Span<UInt8>, _ index: Int, _ word: StaticString) -> Bool {
        guard index <= path.count, path.count - index >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for place in letters.indices where path[index + place] | 0x20 != letters[place] { return false }
            return true
        }
    }
}

/// What targets and locations say of what they are for.
public enum Paths {
    public static func isLogin(_ target: String) -> Bool { PathWords(target).isLogin }
    public static func isLogout(_ target: String) -> Bool { PathWords(target).hasLogout }
    static func isSession(_ target: String) -> Bool { PathWords(target).hasSession }
}
