import Records

/// What is kept of an answer, or of one element of the answer to EXEC.
struct RESPReply: Sendable {
    /// The word that begins what a subscriber is told.
    enum Kind: UInt8, Sendable {
        case other
        /// A message, or another thing that no command asked for.
        case message
        /// The confirmation of a subscription, or of its end.
        case subscribed, unsubscribed
    }

    /// Its first octet (`RESPType`).
    var type: UInt8 = 0
    var isNull = false
    /// An integer's value, a boolean's as 0 or 1.
    var integer: Int64 = 0
    /// Elements of an aggregate that are not null.
    var present: UInt64 = 0
    /// Octets of the string, or of the strings in the aggregate.
    var octets: UInt64 = 0
    /// Of a simple string: `QUEUED`.
    var isQueued = false
    /// Of a simple string: a line of MONITOR.
    var isMonitored = false
    var error: String?
    var kind = Kind.other

    var isError: Bool { type == RESPType.simpleError || type == RESPType.bulkError }

    /// What it means as the answer to a command.
    func result(of verb: RedisVerb) -> StoreCommand.Result {
        if isNull { return .miss }
        switch type {
        case RESPType.simpleError, RESPType.bulkError: return .error
        case RESPType.integer, RESPType.boolean: return .integer(integer)
        case RESPType.bulkString, RESPType.verbatimString, RESPType.double:
            return verb.answer == .value ? .hit : .ok
        case RESPType.array, RESPType.map, RESPType.set:
            guard verb.answer == .value || verb.answer == .values else { return .ok }
            return present > 0 ? .hit : .miss
        default: return .ok
        }
    }

    /// Whether it can be the answer to a command.
    func fits(_ verb: RedisVerb) -> Bool {
        if isNull || isError || isQueued || type == RESPType.push { return true }
        switch verb.answer {
        case .other: return true
        case .status: return type == RESPType.simpleString || type == RESPType.bulkString
        case .value:
            return type == RESPType.bulkString || type == RESPType.array || type == RESPType.integer
                || type == RESPType.double || type == RESPType.verbatimString
        case .values: return type == RESPType.array || type == RESPType.map || type == RESPType.set
        case .number, .secondsToLive, .millisecondsToLive: return type == RESPType.integer
        }
    }
}

extension StoreCommand.Fields {
    /// Takes the answer over.
    mutating func answer(_ reply: RESPReply, to verb: RedisVerb, at reference: PacketReference) {
        answered = reference
        let result = reply.result(of: verb)
        self.result = result
        error = reply.error
        switch (verb.answer, result) {
        case (.secondsToLive, .integer(let value)): ttl = Double(value)
        case (.millisecondsToLive, .integer(let value)): ttl = value < 0 ? Double(value) : Double(value) / 1_000
        case (.value, .hit), (.values, .hit): valueBytes &+= reply.octets
        default: break
        }
    }
}
