/// What a command does to the keys it names, or to all keys of a store; several may hold at once.
public struct StoreEffect: OptionSet, Sendable, Codable, Hashable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Answers with the value, or says that there is none.
    public static let reads = StoreEffect(rawValue: 1 << 0)
    /// Tells by a number whether the key was there, or how many of them were: EXISTS, EXPIRE, PERSIST, DEL.
    public static let counts = StoreEffect(rawValue: 1 << 1)
    /// Puts a whole value in the place of the old one. Its lifetime is what the command gives, or without end.
    public static let writes = StoreEffect(rawValue: 1 << 2)
    /// Writes only where there is no value yet (SETNX, `SET … NX`, memcached's add).
    public static let ifAbsent = StoreEffect(rawValue: 1 << 3)
    /// Writes only where there is a value already (`SET … XX`, memcached's replace).
    public static let ifPresent = StoreEffect(rawValue: 1 << 4)
    /// Answers with the value that was there before, whatever it writes (GETSET, `SET … GET`).
    public static let answersOld = StoreEffect(rawValue: 1 << 5)
    /// Changes a part of the value: the rest of it and the lifetime stay (HSET, append).
    public static let changes = StoreEffect(rawValue: 1 << 6)
    /// What it writes has the lifetime of what was there (`SET … KEEPTTL`).
    public static let keepsLifetime = StoreEffect(rawValue: 1 << 7)
    /// Gives the key the lifetime `ttl`; none, where that is `nil` (memcached's 0).
    public static let extends = StoreEffect(rawValue: 1 << 8)
    /// Takes the lifetime away: the key is for ever.
    public static let persists = StoreEffect(rawValue: 1 << 9)
    /// Asks how long the key has to live; -2 says that it is not there, -1 that it is for ever.
    public static let asksLifetime = StoreEffect(rawValue: 1 << 10)
    public static let deletes = StoreEffect(rawValue: 1 << 11)
    /// Gives the value of the first key another one, the next.
    public static let renames = StoreEffect(rawValue: 1 << 12)
    /// A script that may change the keys it names.
    public static let runs = StoreEffect(rawValue: 1 << 13)
    /// Empties the selected database.
    public static let empties = StoreEffect(rawValue: 1 << 14)
    /// Empties the whole store.
    public static let emptiesAll = StoreEffect(rawValue: 1 << 15)
    /// Answers with a part of the value: that it is not there does not say that the key is not.
    public static let readsPart = StoreEffect(rawValue: 1 << 17)
    /// Stops the server, or makes it another one's replica or its own master.
    public static let changesRole = StoreEffect(rawValue: 1 << 16)
}
