import Records

/// A memcached command that waits for its answer.
struct MemcachedWaiting: Sendable {
    var command: StoreCommand
    var verb: MemcachedVerb
    /// It is answered only where the answer is of interest: what answers a later command says that it was not.
    var isQuiet = false
    /// What the answer repeats: the opaque field, or a hash of a meta command's opaque token.
    var opaque: UInt64?
    /// Of the binary protocol.
    var opcode: UInt8?
    /// Values that came so far.
    var values: UInt32 = 0

    init(command: StoreCommand, verb: MemcachedVerb) {
        self.command = command
        self.verb = verb
    }

    /// The result that silence means.
    var quietResult: StoreCommand.Result { verb.isRetrieval ? .miss : .ok }
}

/// Lifetimes.
enum MemcachedLifetime {
    /// What is longer is a moment of the calendar, seconds.
    private static let longestRelative: Int64 = 60 * 60 * 24 * 30

    /// Seconds of life from `now`; `nil` for one without end.
    static func seconds(_ value: Int64, from now: Timestamp) -> Double? {
        if value == 0 { return nil }
        if value <= longestRelative { return Double(value) }
        return Double(value) - now.seconds(since: Timestamp(nanoseconds: 0))
    }
}
