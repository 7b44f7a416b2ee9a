import Bytes
import Records

/// A Redis command while its arguments come in.
struct RedisCommandDraft: Sendable {
    /// What an argument is to the reader.
    private enum Use {
        case nothing, name, subcommand, replyMode, key, nextKey, keyCount, lifetime, option, value, database
    }

    /// What `CLIENT REPLY` asks for.
    enum ReplyMode: Sendable { case on, off, skip }

    private enum Unit: Sendable { case seconds, milliseconds, unixSeconds, unixMilliseconds }

    /// Octets of arguments that are looked at.
    private static let nameOctets = 64
    private static let keyOctets = 1 << 10
    private static let numberOctets = 20
    /// Keys kept after the first.
    private static let nextKeys = 16

    private(set) var record = Self.blank
    private(set) var verb = RedisVerb()
    private(set) var replyMode: ReplyMode?
    /// Arguments so far, with the name.
    private(set) var count = 0
    /// The database that is selected.
    private(set) var selection: UInt32?
    private var isReplySubcommand = false
    private var unit: Unit?
    private var words = ValueWords(budget: 0)

    /// - Parameter budget: octets of values to look at.
    mutating func begin(budget: Int) {
        record.key = nil
        record.keyCount = 0
        record.ttl = nil
        record.valueBytes = 0
        if !record.words.isEmpty { record.words = [] }
        if !record.moreKeys.isEmpty { record.moreKeys = [] }
        record.effect = []
        selection = nil
        verb = RedisVerb()
        replyMode = nil
        count = 0
        isReplySubcommand = false
        unit = nil
        words.reset(budget: budget)
    }

    // What only looks is mutating all the same: a draft is large, and to ask it otherwise means to copy it.

    /// Octets of the next argument that `take` wants to see, of `length`.
    mutating func wanted(of length: Int) -> Int {
        switch use() {
        case .nothing: 0
        case .name, .subcommand, .replyMode: min(length, Self.nameOctets)
        case .key, .nextKey: min(length, Self.keyOctets)
        case .keyCount, .lifetime, .option, .database: min(length, Self.numberOctets)
        case .value: words.wanted(of: length)
        }
    }

    /// Takes the next argument of `length` octets, of which `excerpt` is what `wanted` asked for.
    mutating func take(_ excerpt: RawSpan, ofLength length: Int) {
        switch use() {
        case .nothing: break
        case .name: takeName(excerpt)
        case .subcommand: takeSubcommand(excerpt)
        case .replyMode: takeReplyMode(excerpt)
        case .key: takeKey(excerpt)
        case .nextKey: record.moreKeys.append(excerpt.text)
        case .database: selection = excerpt.decimalInteger.map { UInt32(clamping: $0) }
        case .keyCount: record.keyCount = UInt32(clamping: excerpt.decimalInteger ?? 0)
        case .lifetime:
            record.ttl = excerpt.decimalInteger.map { Double($0) }
        case .option: takeOption(excerpt)
        case .value:
            record.valueBytes &+= UInt64(length)
            words.add(excerpt, ofLength: length)
        }
        count += 1
    }

    /// The command, when its arguments are complete; `draft` begins anew after it.
    mutating func finish(at reference: PacketReference) -> StoreCommand {
        record.at = reference
        record.keyCount = keyCount
        if record.keyCount == 0 { record.key = nil }
        record.words = words.hashes
        record.hasAllWords = words.isWhole
        noteEffect()
        if let ttl = record.ttl { record.ttl = seconds(ttl, at: reference.time) }
        // It moves: nothing of it is counted or copied.
        var finished = Self.blank
        swap(&finished, &record)
        return StoreCommand(finished)
    }

    private static var blank: StoreCommand.Fields {
        StoreCommand.Fields(
            store: .redis, at: PacketReference(packet: 0, time: Timestamp(nanoseconds: 0)), command: "")
    }

    /// Channels that a subscription names.
    var channels: Int { max(1, count - 1) }

    private mutating func use() -> Use {
        let index = count
        if index == 0 { return .name }
        let places = verb.keys.places
        if index == places.key, places.count == 0 || places.count > index || record.keyCount > 0 { return .key }
        if index == places.count { return .keyCount }
        if index == 1, verb.role == .select { return .database }
        if index > places.key, verb.keys == .all || verb.keys == .pair,
            verb.effect.contains(.deletes) || verb.effect.contains(.renames), record.moreKeys.count < Self.nextKeys
        {
            return .nextKey
        }
        if verb.valueAt > 0, index == verb.valueAt || verb.writesAll && index > verb.valueAt { return .value }
        switch verb.lifetime {
        case .none: break
        case .seconds, .milliseconds, .unixSeconds, .unixMilliseconds: if index == 2 { return .lifetime }
        case .optionsFromSecond: if index >= 2 { return unit == nil || record.ttl != nil ? .option : .lifetime }
        case .optionsFromThird: if index >= 3 { return unit == nil || record.ttl != nil ? .option : .lifetime }
        }
        if index == 1, verb.role == .container || verb.role == .client { return .subcommand }
        return index == 2 && isReplySubcommand ? .replyMode : .nothing
    }

    private var keyCount: UInt32 {
        let keys =
            switch verb.keys {
            case .none: 0
            case .first: min(1, count - 1)
            case .all: count - 1
            case .everyOther: (count - 1) / 2
            case .allButLast: count - 2
            case .pair: min(2, count - 1)
            case .second: min(1, count - 2)
            case .counted, .countedSecond: min(Int(record.keyCount), count - 2)
            case .destinationCounted: min(1, count - 1) + min(Int(record.keyCount), max(0, count - 3))
            }
        return UInt32(clamping: keys)
    }

    /// A lifetime in seconds from now.
    private func seconds(_ value: Double, at time: Timestamp) -> Double {
        let usual: Unit =
            switch verb.lifetime {
            case .milliseconds: .milliseconds
            case .unixSeconds: .unixSeconds
            case .unixMilliseconds: .unixMilliseconds
            case .none, .seconds, .optionsFromSecond, .optionsFromThird: .seconds
            }
        let now = time.seconds(since: Timestamp(nanoseconds: 0))
        return switch unit ?? usual {
        case .seconds: value
        case .milliseconds: value / 1_000
        case .unixSeconds: value - now
        case .unixMilliseconds: value / 1_000 - now
        }
    }
}

/// Arguments.
extension RedisCommandDraft {
    /// All arguments are there: what they make of the command.
    private mutating func noteEffect() {
        record.effect.formUnion(verb.effect)
        // GETEX gives a lifetime only where it names one.
        if verb.lifetime == .optionsFromSecond, record.ttl != nil { record.effect.insert(.extends) }
        // With a condition, 0 may mean that it did not hold.
        if record.effect.contains(.extends), record.effect.contains(.counts), count > 3 {
            record.effect.remove(.counts)
        }
    }

    private mutating func takeName(_ octets: RawSpan) {
        if let known = RedisVerbTable.shared.verb(named: octets) {
            verb = known
            record.command = RedisVerbTable.shared.spelling(of: known, as: octets)
        } else {
            record.command = octets.isCommandWord ? octets.text : "?"
        }
    }

    /// Words are wanted of sessions alone.
    private mutating func takeKey(_ octets: RawSpan) {
        let key = octets.text
        if verb.readsWords || verb.valueAt > 0, !StoreKey.mayNameSession(key) {
            verb.readsWords = false
            words.reset(budget: 0)
        }
        record.key = key
    }

    private mutating func takeSubcommand(_ octets: RawSpan) {
        guard octets.isCommandWord, octets.byteCount <= 24 else { return }
        record.command += " " + octets.text
        isReplySubcommand = verb.role == .client && octets.equalsIgnoringCase("reply")
    }

    private mutating func takeReplyMode(_ octets: RawSpan) {
        if octets.equalsIgnoringCase("off") { replyMode = .off }
        if octets.equalsIgnoringCase("skip") { replyMode = .skip }
        if octets.equalsIgnoringCase("on") { replyMode = .on }
    }

    private mutating func takeOption(_ octets: RawSpan) {
        if octets.equalsIgnoringCase("nx") { record.effect.insert(.ifAbsent) }
        if octets.equalsIgnoringCase("xx") { record.effect.insert(.ifPresent) }
        if octets.equalsIgnoringCase("get") { record.effect.insert(.answersOld) }
        if octets.equalsIgnoringCase("keepttl") { record.effect.insert(.keepsLifetime) }
        if octets.equalsIgnoringCase("persist") { record.effect.insert(.persists) }
        if octets.equalsIgnoringCase("ex") { unit = .seconds }
        if octets.equalsIgnoringCase("px") { unit = .milliseconds }
        if octets.equalsIgnoringCase("exat") { unit = .unixSeconds }
        if octets.equalsIgnoringCase("pxat") { unit = .unixMilliseconds }
    }
}

extension RawSpan {
    /// Whether it may be the name of a command: letters, digits and a few signs.
    var isCommandWord: Bool {
        guard byteCount > 0, byteCount < 64 else { return false }
        for index in 0..<byteCount {
            let octet = uint8(at: index)
            let isSign = octet == UInt8(ascii: "-") || octet == UInt8(ascii: "_") || octet == UInt8(ascii: ".")
            guard (octet | 0x20) &- 0x61 < 26 || octet &- 0x30 < 10 || isSign else { return false }
        }
        return true
    }

    /// A decimal integer with an optional sign; `nil` for anything else, and for what does not fit.
    var decimalInteger: Int64? {
        var index = 0
        let isNegative = byteCount > 0 && uint8(at: 0) == UInt8(ascii: "-")
        if isNegative { index = 1 }
        guard index < byteCount, byteCount - index <= 18 else { return nil }
        var value: Int64 = 0
        while index < byteCount {
            let digit = uint8(at: index) &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        return isNegative ? 0 - value : value
    }
}
