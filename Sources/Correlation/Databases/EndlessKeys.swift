public import Records

/// A session that was stored without a time to live.
public struct EndlessKey: Sendable {
    public var server: Endpoint
    public var flow: FlowID
    public var client: Endpoint
    public var command: String
    public var at: PacketReference
    /// What stands before the identifier in the key.
    public var prefix: String
    /// The identifier: a secret to every output.
    public var identifier: String
    var hash: UInt64
}

/// Sessions that were stored without a time to live, until somebody gives them one.
public struct EndlessKeys: Sendable {
    private struct Watch: Sendable {
        var isTold: Bool
        var isMended = false
    }

    private var watches: BoundedTable<UInt64, Watch>
    private var bursts: Bursts

    init(limits: CorrelationLimits) {
        watches = BoundedTable(limit: limits.endlessKeys)
        bursts = Bursts(limit: limits.databases)
    }

    /// Takes in a command that went well; gives the session that it stores for ever, once for each.
    mutating func absorb(_ command: StoreCommand, _ ends: FlowEnds) -> StoreNews? {
        guard let key = command.key else { return nil }
        if let ttl = command.ttl, ttl > 0 {
            if watches.count > 0 { watches.change(Self.hash(key, ends)) { $0.isMended = true } }
            return nil
        }
        guard !command.effect.isDisjoint(with: [.writes, .asksLifetime]), !command.effect.contains(.keepsLifetime),
            Self.storesForEver(command), Self.namesSession(key)
        else {
            return nil
        }
        return note(command, key, ends)
    }

    private mutating func note(_ command: StoreCommand, _ key: String, _ ends: FlowEnds) -> StoreNews? {
        let parts = StoreKey(key)
        guard Self.isIdentifier(parts.identifier) else { return nil }
        let hash = Self.hash(key, ends)
        let place = watches.enter(hash, initial: Watch(isTold: false))
        // Whoever gives a life to it after each time it is stored does so again.
        guard !watches[place: place].isTold, !watches[place: place].isMended,
            bursts.admit(ends.server.quickHash(1), at: command.at.time)
        else { return nil }
        watches[place: place].isTold = true
        return .endless(
            EndlessKey(
                server: ends.server, flow: ends.flow, client: ends.client, command: command.command,
                at: command.answered ?? command.at, prefix: parts.prefix, identifier: parts.identifier, hash: hash))
    }

    /// Whether what it stores lives until somebody deletes it: SET takes a former life away.
    private static func storesForEver(_ command: StoreCommand) -> Bool {
        switch command.store {
        case .redis:
            if command.command.begins("ttl") || command.command.begins("pttl") { return command.ttl == -1 }
            let isWriting = command.command.begins("set") && command.command.utf8.count == 3
            return isWriting && command.result == .ok
        case .memcached:
            let isWriting = command.command == "set" || command.command == "add"
            return isWriting && command.ttl == nil && (command.result == .ok || command.result == .stored)
        }
    }

    /// Whether a key says that it is a session's: `sess` in any case.
    private static func namesSession(_ key: String) -> Bool {
        let octets = key.utf8Span.span
        guard octets.count >= 20, octets.count <= 512 else { return false }
        for index in 0..<octets.count - 3 where octets[index] | 0x20 == UInt8(ascii: "s") {
            if octets[index + 1] | 0x20 == UInt8(ascii: "e"), octets[index + 2] | 0x20 == UInt8(ascii: "s"),
                octets[index + 3] | 0x20 == UInt8(ascii: "s")
            {
                return true
            }
        }
        return false
    }

    /// Whether it looks drawn by chance: long, without words, with digits among its letters.
    private static func isIdentifier(_ text: String) -> Bool {
        var digits = 0
        var count = 0
        for octet in text.utf8 {
            count += 1
            switch octet {
            case 0x30...0x39: digits += 1
            case 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): break
            default: return false
            }
        }
        return count >= 16 && digits >= 2
    }

    private static func hash(_ key: String, _ ends: FlowEnds) -> UInt64 {
        key.quickHash(0x5107) ^ ends.server.quickHash(0x5107)
    }

    // MARK: Questions

    /// Whether somebody gave it a time to live after all.
    public func isMended(_ key: EndlessKey) -> Bool { watches[key.hash]?.isMended ?? false }

    /// Such sessions of a store in all.
    public func total(at server: Endpoint) -> UInt64 { bursts.total(server.quickHash(1)) }

    /// A turn of time is over.
    mutating func turn() {
        watches.turn()
        bursts.turn()
    }

    var forgotten: UInt64 { watches.forgotten &+ bursts.forgotten }
}
