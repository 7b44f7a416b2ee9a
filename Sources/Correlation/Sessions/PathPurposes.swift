/// What paths are for, by their words; remembered by their keys, since there are few paths and many requests.
struct PathPurposes: Sendable {
    private struct Entry: Sendable {
        var key: UInt64 = 0
        var isLogin = false
        var isLogout = false
    }

    private static let size = 4_096
    private var entries: [Entry] = []

    mutating func of(_ target: String, _ key: UInt64) -> (isLogin: Bool, isLogout: Bool) {
        if entries.isEmpty { entries = [Entry](repeating: Entry(), count: Self.size) }
        let place = Int(truncatingIfNeeded: key) & (Self.size - 1)
        if entries[place].key != key {
            entries[place] = Entry(key: key, isLogin: Paths.isLogin(target), isLogout: Paths.isLogout(target))
        }
        return (entries[place].isLogin, entries[place].isLogout)
    }
}
