/// From tokens to numbers; nothing is ever taken out.
struct TokenTable: Sendable {
    private var keys: ContiguousArray<TokenHash> = []
    private var values: ContiguousArray<Int32> = []
    private var index = PlaceIndex()

    init() {}

    var count: Int { keys.count }

    subscript(key: TokenHash) -> Int? {
        index.find(key.low ^ index.seed) { keys[$0] == key }.map { Int(values[$0]) }
    }

    /// Enters a key that is not there yet.
    mutating func enter(_ key: TokenHash, _ value: Int) {
        index.insert(keys.count, key.low ^ index.seed)
        keys.append(key)
        values.append(Int32(clamping: value))
    }
}
