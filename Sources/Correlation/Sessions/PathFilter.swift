/// Which server answers which paths: a Bloom filter (a wrong yes is rare, a wrong no impossible).
struct PathFilter: Sendable {
    private static let bits = 1 << 20
    private var words: [UInt64] = []

    mutating func insert(_ path: UInt64, _ server: UInt32) {
        if words.isEmpty { words = [UInt64](repeating: 0, count: Self.bits / 64) }
        let (one, other) = Self.places(path, server)
        words[one >> 6] |= 1 << UInt64(one & 63)
        words[other >> 6] |= 1 << UInt64(other & 63)
    }

    func holds(_ path: UInt64, _ server: UInt32) -> Bool {
        guard !words.isEmpty else { return false }
        let (one, other) = Self.places(path, server)
        return words[one >> 6] & (1 << UInt64(one & 63)) != 0 && words[other >> 6] & (1 << UInt64(other & 63)) != 0
    }

    private static func places(_ path: UInt64, _ server: UInt32) -> (Int, Int) {
        let mixed = TokenHash.mixed(path ^ UInt64(server) &* 0x9e37_79b9_7f4a_7c15)
        return (Int(truncatingIfNeeded: mixed) & (bits - 1), Int(truncatingIfNeeded: mixed >> 32) & (bits - 1))
    }
}
