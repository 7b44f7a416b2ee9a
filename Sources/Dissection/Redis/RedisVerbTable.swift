import Bytes
import Records

/// The commands of Redis that are known, found by name in either case.
struct RedisVerbTable: Sendable {
    static let shared = RedisVerbTable()
    private static let size = 1_024

    private struct Row: Sendable {
        var name: PackedName
        var verb: RedisVerb
        var upper: String
        var lower: String
    }

    private var rows: ContiguousArray<Row> = []
    private var slots = ContiguousArray<UInt16>(repeating: .max, count: RedisVerbTable.size)

    private init() {
        for (names, verb) in Self.groups {
            for name in names.split(separator: " ") {
                let octets = Array(name.utf8)
                guard let packed = PackedName(octets.span.bytes) else { continue }
                var numbered = verb
                numbered.number = UInt16(truncatingIfNeeded: rows.count)
                var slot = Self.slot(of: packed)
                while slots[slot] != .max { slot = (slot + 1) & (Self.size - 1) }
                slots[slot] = numbered.number
                rows.append(Row(name: packed, verb: numbered, upper: String(name), lower: name.lowercased()))
            }
        }
    }

    private static func slot(of name: PackedName) -> Int { Int(truncatingIfNeeded: name.hash & UInt64(size - 1)) }

    /// The command of this name.
    func verb(named octets: RawSpan) -> RedisVerb? {
        guard let name = PackedName(octets) else { return nil }
        var slot = Self.slot(of: name)
        while true {
            let number = Int(slots[slot])
            guard number < rows.count else { return nil }
            if rows[number].name == name { return rows[number].verb }
            slot = (slot + 1) & (Self.size - 1)
        }
    }

    /// The command's name as it was sent: one that is spelt as usual is not made anew.
    func spelling(of verb: RedisVerb, as octets: RawSpan) -> String {
        let number = Int(verb.number)
        guard number < rows.count else { return octets.text }
        var hasUpper = false
        var hasLower = false
        for index in 0..<octets.byteCount {
            let octet = octets.uint8(at: index)
            if octet &- 0x61 < 26 { hasLower = true }
            if octet &- 0x41 < 26 { hasUpper = true }
        }
        if hasUpper, hasLower { return octets.text }
        return hasUpper ? rows[number].upper : rows[number].lower
    }
}

extension RedisVerbTable {
    private static let groups: [(names: String, verb: RedisVerb)] = strings + hashes + collections + lifetimes + others

    private static let strings: [(names: String, verb: RedisVerb)] = [
        ("GET", RedisVerb(keys: .first, readsWords: true, answer: .value, effect: .reads)),
        ("GETDEL", RedisVerb(keys: .first, readsWords: true, answer: .value, effect: [.reads, .deletes])),
        (
            "GETEX",
            RedisVerb(keys: .first, lifetime: .optionsFromSecond, readsWords: true, answer: .value, effect: .reads)
        ),
        (
            "SET",
            RedisVerb(keys: .first, lifetime: .optionsFromThird, valueAt: 2, answer: .status, effect: .writes)
        ),
        ("SETEX", RedisVerb(keys: .first, lifetime: .seconds, valueAt: 3, answer: .status, effect: .writes)),
        ("PSETEX", RedisVerb(keys: .first, lifetime: .milliseconds, valueAt: 3, answer: .status, effect: .writes)),
        ("SETNX", RedisVerb(keys: .first, valueAt: 2, answer: .number, effect: [.writes, .ifAbsent])),
        ("GETSET", RedisVerb(keys: .first, valueAt: 2, answer: .value, effect: [.writes, .answersOld])),
        ("MGET", RedisVerb(keys: .all, answer: .values, effect: .reads)),
        ("MSET", RedisVerb(keys: .everyOther, answer: .status, effect: .writes)),
        ("MSETNX", RedisVerb(keys: .everyOther, answer: .number)),
        (
            "APPEND INCR DECR INCRBY DECRBY SETRANGE SETBIT PFADD",
            RedisVerb(keys: .first, answer: .number, effect: .changes)
        ),
        ("STRLEN", RedisVerb(keys: .first, answer: .number, effect: .counts)),
        ("GETBIT BITCOUNT BITPOS", RedisVerb(keys: .first, answer: .number)),
        ("INCRBYFLOAT", RedisVerb(keys: .first, effect: .changes)),
        ("GETRANGE SUBSTR", RedisVerb(keys: .first)),
        ("BITFIELD BITFIELD_RO", RedisVerb(keys: .first)),
    ]

    private static let hashes: [(names: String, verb: RedisVerb)] = [
        ("HSET", RedisVerb(keys: .first, valueAt: 2, writesAll: true, answer: .number, effect: .changes)),
        ("HMSET", RedisVerb(keys: .first, valueAt: 2, writesAll: true, answer: .status, effect: .changes)),
        ("HSETNX", RedisVerb(keys: .first, valueAt: 2, writesAll: true, answer: .number, effect: .changes)),
        ("HGET", RedisVerb(keys: .first, readsWords: true, answer: .value, effect: .readsPart)),
        ("HGETALL HVALS", RedisVerb(keys: .first, readsWords: true, answer: .values, effect: .reads)),
        ("HMGET", RedisVerb(keys: .first, readsWords: true, answer: .values, effect: .readsPart)),
        ("HGETEX HGETDEL", RedisVerb(keys: .first, readsWords: true, answer: .values, effect: .changes)),
        ("HKEYS", RedisVerb(keys: .first, answer: .values, effect: .reads)),
        ("HLEN", RedisVerb(keys: .first, answer: .number, effect: .counts)),
        ("HDEL HINCRBY", RedisVerb(keys: .first, answer: .number, effect: .changes)),
        ("HEXISTS HSTRLEN", RedisVerb(keys: .first, answer: .number)),
        (
            "HINCRBYFLOAT HSCAN HRANDFIELD HEXPIRE HPEXPIRE HPERSIST HTTL HPTTL HSETEX", RedisVerb(keys: .first)
        ),
    ]

    private static let collections: [(names: String, verb: RedisVerb)] = [
        (
            """
            SADD SREM SCARD SISMEMBER ZADD ZREM ZCARD ZCOUNT ZREMRANGEBYSCORE ZREMRANGEBYRANK ZREMRANGEBYLEX ZLEXCOUNT \
            LPUSH RPUSH LPUSHX RPUSHX LLEN LREM LINSERT XLEN XDEL XTRIM XACK GEOADD
            """, RedisVerb(keys: .first, answer: .number)
        ),
        ("SMEMBERS LRANGE ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZRANGEBYLEX XRANGE XREVRANGE", .keyedValues),
        ("SMISMEMBER ZMSCORE", RedisVerb(keys: .first)),
        ("LPOP RPOP LINDEX SPOP SRANDMEMBER ZSCORE ZRANK ZREVRANK", RedisVerb(keys: .first, answer: .value)),
        ("ZPOPMIN ZPOPMAX", .keyedValues),
        ("LSET LTRIM", RedisVerb(keys: .first, answer: .status)),
        (
            "SSCAN ZSCAN ZINCRBY ZRANDMEMBER XADD XCLAIM XAUTOCLAIM XPENDING LPOS GEODIST GEOPOS GEOHASH GEOSEARCH",
            RedisVerb(keys: .first)
        ),
        ("SINTER SUNION SDIFF PFCOUNT", RedisVerb(keys: .all)),
        ("SINTERSTORE SUNIONSTORE SDIFFSTORE", RedisVerb(keys: .all, answer: .number)),
        ("ZUNIONSTORE ZINTERSTORE ZDIFFSTORE", RedisVerb(keys: .destinationCounted, answer: .number)),
        ("SMOVE", RedisVerb(keys: .pair, answer: .number)),
        ("RPOPLPUSH LMOVE", RedisVerb(keys: .pair, answer: .value)),
        ("PFMERGE", RedisVerb(keys: .all, answer: .status)),
        ("ZUNION ZINTER ZDIFF SINTERCARD ZINTERCARD LMPOP ZMPOP", RedisVerb(keys: .counted)),
        ("BLPOP BRPOP BZPOPMIN BZPOPMAX", RedisVerb(keys: .allButLast, answer: .values, role: .blocking)),
        ("BRPOPLPUSH BLMOVE", RedisVerb(keys: .pair, answer: .value, role: .blocking)),
        ("BLMPOP BZMPOP", RedisVerb(keys: .countedSecond, role: .blocking)),
        ("XREAD XREADGROUP WAIT WAITAOF", RedisVerb(role: .blocking)),
        ("XGROUP XINFO", RedisVerb(keys: .second, role: .container)),
    ]

    private static let lifetimes: [(names: String, verb: RedisVerb)] = [
        ("EXPIRE", RedisVerb(keys: .first, lifetime: .seconds, answer: .number, effect: .expiring)),
        ("PEXPIRE", RedisVerb(keys: .first, lifetime: .milliseconds, answer: .number, effect: .expiring)),
        ("EXPIREAT", RedisVerb(keys: .first, lifetime: .unixSeconds, answer: .number, effect: .expiring)),
        ("PEXPIREAT", RedisVerb(keys: .first, lifetime: .unixMilliseconds, answer: .number, effect: .expiring)),
        ("PERSIST", RedisVerb(keys: .first, answer: .number, effect: .persists)),
        ("EXPIRETIME PEXPIRETIME", RedisVerb(keys: .first, answer: .number)),
        ("TTL", RedisVerb(keys: .first, answer: .secondsToLive, effect: .asksLifetime)),
        ("PTTL", RedisVerb(keys: .first, answer: .millisecondsToLive, effect: .asksLifetime)),
        ("DEL UNLINK", RedisVerb(keys: .all, answer: .number, effect: [.deletes, .counts])),
        ("EXISTS TOUCH", RedisVerb(keys: .all, answer: .number, effect: .counts)),
        ("WATCH", RedisVerb(keys: .all, answer: .status)),
        ("RENAME", RedisVerb(keys: .pair, answer: .status, effect: .renames)),
        ("RENAMENX", RedisVerb(keys: .pair, answer: .number, effect: [.renames, .ifAbsent])),
        ("COPY", RedisVerb(keys: .pair, answer: .number)),
        ("RESTORE", RedisVerb(keys: .first, lifetime: .milliseconds, answer: .status, effect: .writes)),
        ("MOVE", RedisVerb(keys: .first, effect: .deletes)),
        ("TYPE DUMP SORT SORT_RO", RedisVerb(keys: .first)),
        ("OBJECT MEMORY", RedisVerb(keys: .second, role: .container)),
    ]

    private static let others: [(names: String, verb: RedisVerb)] = [
        ("EVAL EVALSHA FCALL", RedisVerb(keys: .countedSecond, effect: .runs)),
        ("EVAL_RO EVALSHA_RO FCALL_RO", RedisVerb(keys: .countedSecond)),
        ("AUTH HELLO", RedisVerb(role: .secret)),
        ("MULTI", RedisVerb(answer: .status, role: .multi)),
        ("EXEC", RedisVerb(role: .exec)),
        ("DISCARD", RedisVerb(answer: .status, role: .discard)),
        ("SUBSCRIBE PSUBSCRIBE SSUBSCRIBE", RedisVerb(role: .subscribe)),
        ("UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE", RedisVerb(role: .unsubscribe)),
        ("MONITOR", RedisVerb(role: .monitor)),
        ("RESET", RedisVerb(role: .reset)),
        ("SYNC PSYNC", RedisVerb(role: .replicate)),
        ("QUIT", RedisVerb(role: .quit)),
        ("SHUTDOWN", RedisVerb(role: .quit, effect: .changesRole)),
        ("CLIENT", RedisVerb(role: .client)),
        (
            "CONFIG COMMAND ACL SCRIPT FUNCTION CLUSTER PUBSUB DEBUG MODULE LATENCY SLOWLOG",
            RedisVerb(role: .container)
        ),
        ("SELECT", RedisVerb(answer: .status, role: .select)),
        ("FLUSHDB", RedisVerb(answer: .status, effect: .empties)),
        ("FLUSHALL", RedisVerb(answer: .status, effect: .emptiesAll)),
        ("UNWATCH SWAPDB READONLY READWRITE ASKING", RedisVerb(answer: .status)),
        ("REPLICAOF SLAVEOF FAILOVER", RedisVerb(effect: .changesRole)),
        ("DBSIZE PUBLISH SPUBLISH LASTSAVE", RedisVerb(answer: .number)),
        (
            """
            PING ECHO INFO KEYS SCAN RANDOMKEY TIME ROLE SAVE BGSAVE BGREWRITEAOF REPLCONF LOLWUT \
            MIGRATE BITOP
            """, RedisVerb()
        ),
        ("JSON.GET", RedisVerb(keys: .first, readsWords: true, answer: .value, effect: .reads)),
        ("JSON.SET", RedisVerb(keys: .first, valueAt: 3, effect: .changes)),
        ("JSON.DEL", RedisVerb(keys: .first, answer: .number, effect: .changes)),
    ]
}

extension StoreEffect {
    fileprivate static let expiring: StoreEffect = [.extends, .counts]
}

extension RedisVerb {
    fileprivate static let keyedValues = RedisVerb(keys: .first, answer: .values)
}
