import Bytes
import Records

/// The commands of memcached, by their names in the text protocol.
enum MemcachedVerb: String, Sendable, CaseIterable {
    case get, gets, set, delete, add, replace, append, prepend, cas, incr, decr, touch, gat, gats
    case metaGet = "mg"
    case metaSet = "ms"
    case metaDelete = "md"
    case metaArithmetic = "ma"
    case metaNoOp = "mn"
    case metaDebug = "me"
    case flushAll = "flush_all"
    case stats, version, verbosity, quit, noop
    case authenticate = "sasl_auth"
    case other

    private static let names: [(name: PackedName, verb: MemcachedVerb)] = allCases.compactMap { verb in
        switch verb {
        case .noop, .authenticate, .other: return nil
        default: return PackedName(Array(verb.rawValue.utf8).span.bytes, keepsCase: true).map { ($0, verb) }
        }
    }

    /// The command of this name in the text protocol; names are in lower case there.
    init?(named octets: RawSpan) {
        guard let name = PackedName(octets, keepsCase: true) else { return nil }
        for known in Self.names where known.name == name {
            self = known.verb
            return
        }
        return nil
    }

    var isRetrieval: Bool {
        switch self {
        case .get, .gets, .gat, .gats, .metaGet: true
        default: false
        }
    }

    var isStorage: Bool {
        switch self {
        case .set, .add, .replace, .append, .prepend, .cas, .metaSet: true
        default: false
        }
    }

    /// What it does to its key.
    var effect: StoreEffect {
        switch self {
        case .get, .gets, .metaGet: .reads
        case .gat, .gats: [.reads, .extends]
        case .set, .metaSet, .cas: .writes
        case .add: [.writes, .ifAbsent]
        case .replace: [.writes, .ifPresent]
        case .append, .prepend, .incr, .decr, .metaArithmetic: .changes
        case .touch: [.extends, .counts]
        case .delete, .metaDelete: [.deletes, .counts]
        case .flushAll: .emptiesAll
        case .metaNoOp, .metaDebug, .stats, .version, .verbosity, .quit, .noop, .authenticate, .other: []
        }
    }

    var isMeta: Bool {
        switch self {
        case .metaGet, .metaSet, .metaDelete, .metaArithmetic, .metaNoOp, .metaDebug: true
        default: false
        }
    }
}
