/// What a command does to the keys it names, or to all keys of a store; several may hold at once.
public struct StoreEffect: OptionSet, Sendable, Codable, Hashable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    // Computed, because a constant of another module is fetched by a call for every use.

    /// Answers with the value, or says that there is none.
    @inlinable public static var reads: StoreEffect { StoreEffect(rawValue: 1 << 0) }
    /// Tells by a number whether the key was there, or how many of them were: EXISTS, EXPIRE, PERSIST, DEL.
    @inlinable public static var counts: StoreEffect { StoreEffect(rawValue: 1 << 1) }
    /// Puts a whole value in the place of the old one. Its lifetime is what the command gives, or without end.
    @inlinable public static var writes: StoreEffect { StoreEffect(rawValue: 1 << 2) }
    /// Writes only where there is no value yet (SETNX, `SET … NX`, memcached's add).
    @inlinable public static var ifAbsent: StoreEffect { StoreEffect(rawValue: 1 << 3) }
    /// Writes only where there is a value already (`SET … XX`, memcached's replace).
    @inlinable public static var ifPresent: StoreEffect { StoreEffect(rawValue: 1 << 4) }
    /// Answers with the value that was there before, whatever it writes (GETSET, `SET … GET`).
    @inlinable public static var answersOld: StoreEffect { StoreEffect(rawValue: 1 << 5) }
    /// Changes a part of the value: the rest of it and the lifetime stay (HSET, append).
    @inlinable public static var changes: StoreEffect { StoreEffect(rawValue: 1 << 6) }
    /// What it writes has the lifetime of what was there (`SET … KEEPTTL`).
    @inlinable public static var keepsLifetime: StoreEffect { StoreEffect(rawValue: 1 << 7) }
    /// Gives the key the lifetime `ttl`; none, where that is `nil` (memcached's 0).
    @inlinable public static var extends: StoreEffect { StoreEffect(rawValue: 1 << 8) }
    /// Takes the lifetime away: the key is for ever.
    @inlinable public static var persists: StoreEffect { StoreEffect(rawValue: 1 << 9) }
    /// Asks how long the key has to live; -2 says that it is not there, -1 that it is for ever.
    @inlinable public static var asksLifetime: StoreEffect { StoreEffect(rawValue: 1 << 10) }
    @inlinable public static var deletes: StoreEffect { StoreEffect(rawValue: 1 << 11) }
    /// Gives the value of the first key another one, the next.
    @inlinable public static var renames: StoreEffect { StoreEffect(rawValue: 1 << 12) }
    /// A script that may change the keys it names.
    @inlinable public static var runs: StoreEffect { StoreEffect(rawValue: 1 << 13) }
    /// Empties the selected database.
    @inlinable public static var empties: StoreEffect { StoreEffect(rawValue: 1 << 14) }
    /// Empties the whole store.
    @inlinable public static var emptiesAll: StoreEffect { StoreEffect(rawValue: 1 << 15) }
    /// Answers with a part of the value: that it is not there does not say that the key is not.
    @inlinable public static var readsPart: StoreEffect { StoreEffect(rawValue: 1 << 17) }
    /// Stops the server, or makes it another one's replica or its own master.
    @inlinable public static var changesRole: StoreEffect { StoreEffect(rawValue: 1 << 16) }
}
