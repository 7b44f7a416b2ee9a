public import Packets
public import Records

/// Finds the flow of a segment, and numbers new ones as Wireshark's `tcp.stream`.
///
/// The key is addresses and ports alone: VLANs and tunnels are attributes. A SYN without ACK and with another initial
/// sequence number opens a new flow; the same one again does not, even after data. Slots are given out per shard, so
/// that the numbers and the slots do not depend on how the shards run.
public struct FlowTable: Sendable {
    /// What the table knows of a flow.
    public struct Entry: Sendable {
        public var key: FlowKey
        public var id: FlowID
        var lastPacket: UInt64 = 0
        /// Where the shard keeps it.
        public var slot: UInt32
        /// The sequence number before the first octet, of the lower and of the upper end.
        var lowerBase: UInt32 = 0
        var upperBase: UInt32 = 0
        var hasLowerBase = false
        var hasUpperBase = false
        /// When it was last heard of, in seconds of the table.
        var lastSecond: UInt32 = 0
        var marks: Marks = []
        var isLive = true

        /// Both ends sent a FIN, or one a RST.
        var isClosed: Bool { marks.contains(.reset) || marks.isSuperset(of: [.lowerFIN, .upperFIN]) }
        /// Its shard has closed it, and only its number is remembered.
        var isTold: Bool { marks.contains(.told) }
    }

    /// What a flow has come to.
    struct Marks: OptionSet, Sendable {
        var rawValue: UInt8

        static let lowerFIN = Marks(rawValue: 1)
        static let upperFIN = Marks(rawValue: 2)
        static let reset = Marks(rawValue: 4)
        /// More than SYNs were seen.
        static let begun = Marks(rawValue: 8)
        static let told = Marks(rawValue: 16)
        /// Its shard was asked if its sender has given up, since it was last heard of.
        static let asked = Marks(rawValue: 32)
    }

    /// What became of a segment.
    public enum Assignment: Sendable, Equatable {
        case known(Known)
        /// A new flow, which takes the place of `evicted` in its shard, if there is one.
        case opened(entry: Int)
    }

    /// What every packet's owner asks of a flow that is known: told with it, for to ask the table means to copy it.
    public struct Known: Sendable, Equatable {
        public var id: FlowID
        public var slot: UInt32
        /// Whether the flow was told, and what comes is late.
        public var isTold: Bool
    }

    var entries: ContiguousArray<Entry> = []
    private var freeEntries: [Int] = []
    /// Open addressing: index of an entry plus one, 0 where empty.
    private var buckets: ContiguousArray<UInt32>
    private var mask: Int
    private var used = 0
    private let seed: UInt64
    private let shardCount: UInt64
    private var freeSlots: [[UInt32]]
    private var nextSlot: [UInt32]
    public private(set) var nextID: FlowID = 0
    public private(set) var liveCount = 0
    /// Entries of closed flows in the order of closing.
    var closedQueue = FlowQueue()
    var closedCount = 0
    /// Entries of flows that were told, in that order.
    var toldQueue = FlowQueue()
    var toldCount = 0
    /// Time in seconds since the first packet, as the owner tells it.
    var second: UInt32 = 0
    /// Where looking for silent flows goes on.
    var sweepHand = 0
    private var clockHand = 0
    let limits: Limits
    private var lastIndex = -1

    public init(limits: Limits, shards: Int, seed: UInt64) {
        self.limits = limits
        self.seed = seed | 1
        shardCount = UInt64(max(1, shards))
        freeSlots = Array(repeating: [], count: max(1, shards))
        nextSlot = Array(repeating: 0, count: max(1, shards))
        buckets = ContiguousArray(repeating: 0, count: 1 << 12)
        mask = (1 << 12) - 1
    }

    public subscript(entry: Int) -> Entry { entries[entry] }

    /// The shard of a flow: fixed, whatever runs.
    public func shard(of id: FlowID) -> Int { Int(id % shardCount) }

    /// Finds or opens the flow of a segment.
    public mutating func assign(_ segment: Segment) -> Assignment {
        let key = FlowKey(segment.source, segment.destination)
        let fromLower = segment.source == key.lower
        if lastIndex >= 0, entries[lastIndex].isLive, entries[lastIndex].key == key {
            return settle(lastIndex, segment, fromLower, hash: nil)
        }
        let hash = Self.hash(key, seed)
        var bucket = Int(truncatingIfNeeded: hash) & mask
        while buckets[bucket] != 0 {
            let index = Int(buckets[bucket] - 1)
            if entries[index].key == key { return settle(index, segment, fromLower, hash: hash) }
            bucket = (bucket + 1) & mask
        }
        return .opened(entry: open(key, segment, fromLower, hash))
    }

    /// The flow between two ends, if there is one.
    public func find(_ one: Endpoint, _ other: Endpoint) -> Int? {
        let key = FlowKey(one, other)
        var bucket = Int(truncatingIfNeeded: Self.hash(key, seed)) & mask
        while buckets[bucket] != 0 {
            let index = Int(buckets[bucket] - 1)
            if entries[index].key == key { return index }
            bucket = (bucket + 1) & mask
        }
        return nil
    }

    private mutating func settle(_ index: Int, _ segment: Segment, _ fromLower: Bool, hash: UInt64?) -> Assignment {
        if segment.flags.contains(.syn), !segment.flags.contains(.ack) {
            let base = fromLower ? entries[index].lowerBase : entries[index].upperBase
            let hasBase = fromLower ? entries[index].hasLowerBase : entries[index].hasUpperBase
            if hasBase, base != segment.sequence {
                return .opened(entry: reopen(index, segment, fromLower))
            }
        }
        note(index, segment, fromLower)
        lastIndex = index
        return .known(Known(id: entries[index].id, slot: entries[index].slot, isTold: entries[index].isTold))
    }

    private mutating func note(_ index: Int, _ segment: Segment, _ fromLower: Bool) {
        entries[index].lastPacket = segment.number
        entries[index].lastSecond = second
        entries[index].marks.remove(.asked)
        if !segment.flags.contains(.syn) || segment.flags.contains(.ack) { entries[index].marks.insert(.begun) }
        if fromLower ? !entries[index].hasLowerBase : !entries[index].hasUpperBase {
            let base = segment.flags.contains(.syn) ? segment.sequence : segment.sequence &- 1
            if fromLower {
                entries[index].lowerBase = base
                entries[index].hasLowerBase = true
            } else {
                entries[index].upperBase = base
                entries[index].hasUpperBase = true
            }
        }
        guard !segment.flags.isDisjoint(with: [.fin, .rst]), !entries[index].isClosed else { return }
        if segment.flags.contains(.rst) {
            entries[index].marks.insert(.reset)
        } else {
            entries[index].marks.insert(fromLower ? .lowerFIN : .upperFIN)
        }
        if entries[index].isClosed {
            closedQueue.append(index, entries[index].id, due: second &+ (limits.closedSeconds ?? 0) &+ 1)
            closedCount += 1
        }
    }

    private mutating func open(_ key: FlowKey, _ segment: Segment, _ fromLower: Bool, _ hash: UInt64) -> Int {
        if used * 4 >= buckets.count * 3 { grow() }
        let index: Int
        let entry = Entry(key: key, id: nextID, slot: takeSlot(nextID))
        if let free = freeEntries.popLast() {
            index = free
            entries[index] = entry
        } else {
            index = entries.count
            entries.append(entry)
        }
        var bucket = Int(truncatingIfNeeded: hash) & mask
        while buckets[bucket] != 0 { bucket = (bucket + 1) & mask }
        buckets[bucket] = UInt32(index + 1)
        used += 1
        liveCount += 1
        nextID += 1
        note(index, segment, fromLower)
        lastIndex = index
        return index
    }

    /// The same ends with a new connection: the entry stays, the flow is another.
    private mutating func reopen(_ index: Int, _ segment: Segment, _ fromLower: Bool) -> Int {
        if entries[index].isTold {
            toldCount -= 1
            liveCount += 1
        } else {
            replaced.append(Removal(id: entries[index].id, slot: entries[index].slot))
            if entries[index].isClosed { closedCount -= 1 }
        }
        let key = entries[index].key
        entries[index] = Entry(key: key, id: nextID, slot: takeSlot(nextID))
        nextID += 1
        note(index, segment, fromLower)
        lastIndex = index
        return index
    }

    // MARK: Removing

    /// A flow that leaves the table: its shard closes it and frees nothing by itself.
    public struct Removal: Sendable, Equatable {
        public var id: FlowID
        public var slot: UInt32
    }

    /// Flows whose ends opened a new connection, since the last call of `takeReplaced`.
    private var replaced: [Removal] = []

    public mutating func takeReplaced() -> [Removal] {
        guard !replaced.isEmpty else { return [] }
        defer { replaced.removeAll(keepingCapacity: true) }
        return replaced
    }

    /// The flow that has to go so that limits are kept: the one closed first, else one that was long silent.
    ///
    /// - Returns: the removal, and whether it was a live flow that a limit put out.
    public mutating func evict() -> (removal: Removal, wasLive: Bool)? {
        if closedCount > limits.closedFlows {
            while let (index, id, _) = closedQueue.popFirst() {
                guard isClosed(index, id) else { continue }
                return (remove(index), false)
            }
        }
        guard liveCount > limits.flows else { return nil }
        return oldest().map { (remove($0), true) }
    }

    /// The entry least recently used among the next few under the hand; one of which only SYNs were seen goes first, so
    /// that a flood of them puts out none that carries something.
    private mutating func oldest() -> Int? {
        var best: Int?
        var looked = 0
        var turns = 0
        while looked < 32, turns < entries.count {
            clockHand = (clockHand + 1) % max(1, entries.count)
            turns += 1
            guard entries[clockHand].isLive, !entries[clockHand].isTold else { continue }
            looked += 1
            if best.map({ goesBefore(clockHand, $0) }) ?? true { best = clockHand }
        }
        return best
    }

    private func goesBefore(_ one: Int, _ other: Int) -> Bool {
        let isBegun = entries[one].marks.contains(.begun)
        if isBegun != entries[other].marks.contains(.begun) { return !isBegun }
        return entries[one].lastPacket < entries[other].lastPacket
    }

    /// Takes an entry out; the caller has its flow closed and gives the slot back with `free`.
    @discardableResult
    mutating func remove(_ index: Int) -> Removal {
        let entry = entries[index]
        var bucket = Int(truncatingIfNeeded: Self.hash(entry.key, seed)) & mask
        while buckets[bucket] != UInt32(index + 1) { bucket = (bucket + 1) & mask }
        closeGap(at: bucket)
        entries[index].isLive = false
        freeEntries.append(index)
        used -= 1
        if entry.isTold {
            toldCount -= 1
        } else {
            liveCount -= 1
            if entry.isClosed { closedCount -= 1 }
        }
        if lastIndex == index { lastIndex = -1 }
        return Removal(id: entry.id, slot: entry.slot)
    }

    /// Moves what was pushed beyond an emptied bucket back towards its place (linear probing without tombstones).
    private mutating func closeGap(at start: Int) {
        var hole = start
        var bucket = (start + 1) & mask
        while buckets[bucket] != 0 {
            let home = Int(truncatingIfNeeded: Self.hash(entries[Int(buckets[bucket] - 1)].key, seed)) & mask
            let distance = (bucket - home) & mask
            if distance >= (bucket - hole) & mask {
                buckets[hole] = buckets[bucket]
                hole = bucket
            }
            bucket = (bucket + 1) & mask
        }
        buckets[hole] = 0
    }

    /// The flow of an entry was told, and its slot can be used by another: its number stays with its ends for a while.
    mutating func retire(_ index: Int) -> Removal {
        let entry = entries[index]
        entries[index].marks.insert(.told)
        if entry.isClosed { closedCount -= 1 }
        liveCount -= 1
        toldCount += 1
        toldQueue.append(index, entry.id, due: second &+ limits.toldSeconds)
        return Removal(id: entry.id, slot: entry.slot)
    }

    /// Gives a slot back after its flow was closed.
    public mutating func free(_ removal: Removal) { freeSlots[shard(of: removal.id)].append(removal.slot) }

    private mutating func takeSlot(_ id: FlowID) -> UInt32 {
        let shard = shard(of: id)
        if let slot = freeSlots[shard].popLast() { return slot }
        nextSlot[shard] += 1
        return nextSlot[shard] - 1
    }

    private mutating func grow() {
        let count = buckets.count * 2
        mask = count - 1
        buckets = ContiguousArray(repeating: 0, count: count)
        for index in entries.indices where entries[index].isLive {
            var bucket = Int(truncatingIfNeeded: Self.hash(entries[index].key, seed)) & mask
            while buckets[bucket] != 0 { bucket = (bucket + 1) & mask }
            buckets[bucket] = UInt32(index + 1)
        }
    }

    /// Multiply and fold, seeded, so that nobody can choose ports that collide.
    @inline(__always)
    static func hash(_ key: FlowKey, _ seed: UInt64) -> UInt64 {
        let ports = UInt64(key.lower.port) << 16 | UInt64(key.upper.port)
        var value = fold(key.lower.address.low ^ seed, key.upper.address.low ^ 0x9e37_79b9_7f4a_7c15)
        if key.lower.address.isIPv6 {
            value ^= fold(key.lower.address.high ^ 0xc2b2_ae3d_27d4_eb4f, key.upper.address.high ^ seed)
        }
        return fold(value ^ ports, 0xff51_afd7_ed55_8ccd)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
