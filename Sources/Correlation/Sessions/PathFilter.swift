/// Which server answers which paths: a Bloom filter (a wrong yes is rare, a wrong no impossible).
struct PathFilter: Sendable {
    private static let bits = 1 << 20
    private var words: [UInt64] = []
    /// What was entered in the last turns of time before this one, the youngest first.
    private var before: [[UInt64]] = []

    mutating func insert(_ path: UInt64, _ server: UInt32) {
        if words.isEmpty { words = [UInt64](repeating: 0, count: Self.bits / 64) }
        let (one, other) = Self.places(path, server)
        words[one >> 6] |= 1 << UInt64(one & 63)
        words[other >> 6] |= 1 << UInt64(other & 63)
    }

    func holds(_ path: UInt64, _ server: UInt32) -> Bool {
        let (one, other) = Self.places(path, server)
        return Self.holds(words, one, other) || before.contains { Self.holds($0, one, other) }
    }

    private static func holds(_ words: [UInt64], _ one: Int, _ other: Int) -> Bool {
        guard !words.isEmpty else { return false }
        return words[one >> 6] & (1 << UInt64(one & 63)) != 0 && words[other >> 6] & (1 << UInt64(other & 63)) != 0
    }

    /// A turn of time is over: it would fill up, and say yes to everything.
    mutating func turn() {
        before.insert(words, at: 0)
        words = []
        if before.count > Int(WindowTurn.kept) { before.removeLast() }
    }

    private static func places(_ path: UInt64, _ server: UInt32) -> (Int, Int) {
        let mixed = TokenHash.mixed(path ^ UInt64(server) &* 0x9e37_79b9_7f4a_7c15)
        return (Int(truncatingIfNeeded: mixed) & (bits - 1), Int(truncatingIfNeeded: mixed >> 32) & (bits - 1))
    }
}
