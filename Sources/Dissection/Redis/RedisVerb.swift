import Records

/// What is known of a Redis command: where its keys, its lifetime and its value are, and what answers it.
struct RedisVerb: Sendable {
    /// Where the keys are among the arguments; the command's name is argument 0.
    enum Keys: UInt8, Sendable {
        case none
        case first
        /// All arguments.
        case all
        /// Key, value, key, value…
        case everyOther
        /// All arguments but the last, which is a timeout or the like.
        case allButLast
        /// The first two.
        case pair
        case second
        /// A number of keys, then the keys.
        case counted
        /// Something else, then a number of keys, then the keys.
        case countedSecond
        /// A destination, then a number of keys, then the keys.
        case destinationCounted

        /// The argument that is the first key, and the one that says how many there are; 0 for none.
        var places: (key: Int, count: Int) {
            switch self {
            case .none: (0, 0)
            case .first, .all, .everyOther, .allButLast, .pair: (1, 0)
            case .second: (2, 0)
            case .counted: (2, 1)
            case .countedSecond: (3, 2)
            case .destinationCounted: (1, 2)
            }
        }
    }

    /// How the command says how long a key lives.
    enum Lifetime: UInt8, Sendable {
        case none
        /// Argument 2.
        case seconds, milliseconds, unixSeconds, unixMilliseconds
        /// `EX`, `PX`, `EXAT`, `PXAT` from argument 2 or 3 on.
        case optionsFromSecond, optionsFromThird
    }

    /// What the answer means.
    enum Answer: UInt8, Sendable {
        case other
        /// `OK`.
        case status
        /// The value, or nil.
        case value
        /// A list or map of values.
        case values
        case number
        case secondsToLive, millisecondsToLive
    }

    /// What the command does to the conversation itself.
    enum Role: UInt8, Sendable {
        case plain
        /// The next argument is a part of the command's name.
        case container
        case client
        /// Nothing of its arguments is looked at.
        case secret
        case multi, exec, discard
        /// The next argument is the number of a database.
        case select
        case subscribe, unsubscribe
        case monitor, reset, replicate
        /// May wait as long as it likes.
        case blocking
        /// The connection may end without an answer.
        case quit
    }

    var keys = Keys.none
    var lifetime = Lifetime.none
    /// The first argument of the value written; 0 for none. Through the last argument if `writesAll`.
    var valueAt: UInt8 = 0
    var writesAll = false
    /// Whether words of the answer are of interest.
    var readsWords = false
    var answer = Answer.other
    var role = Role.plain
    /// What it does to its keys.
    var effect: StoreEffect = []
    /// Its place in `RedisVerbTable`; `.max` for a command that is not in it.
    var number = UInt16.max
}
