import Bytes
import Dissection
import Flows
import Packets
import Records

/// Runs the shards: one inline; several on threads of their own, a batch at a time, while the next batch is gathered.
///
/// What is told does not depend on how many there are: all shards end a batch at the same packet, and what they told up
/// to there is put into the one order of records.
struct ShardPool {
    /// A batch is complete with so many commands or octets of payload in one shard: few enough to stay in the cache.
    private static let batchCommands = 4_096
    private static let batchBytes = 256 << 10
    /// Batches of each shard that may be on their way: what makes up for shards that have more to do than others.
    private static let depth = 8
    /// Records that are gathered before they are passed on, where there is one shard.
    private static let batchRecords = 8

    /// Runs everything where there are no workers; else it has no flows.
    private var inline: Shard
    private var workers: [ShardWorker] = []
    /// The batch of each worker that is being gathered.
    private var gathered: [ShardBatch] = []
    private var isBatchFull = false
    /// Batches begun, and those finished: the places of the others follow each other in a ring.
    private var begun = 0
    private var finished = 0
    /// What was told by batches that were waited for.
    private var settled: [Emission] = []

    init(count: Int, options: Shard.Options) {
        inline = Shard(options)
        guard count > 1 else { return }
        workers = (0..<count).map { _ in ShardWorker(Shard(options), depth: Self.depth) }
        gathered = [ShardBatch](repeating: ShardBatch(), count: count)
    }

    /// The shard of a flow: fixed, whatever runs. The flow table gives out slots by the same rule.
    func shard(of id: FlowID) -> Int { workers.isEmpty ? 0 : Int(id % FlowID(workers.count)) }

    /// Whether it is time to collect what was told.
    var isFull: Bool { workers.isEmpty ? inline.emissionCount >= Self.batchRecords : isBatchFull }

    // MARK: What flows have to do

    mutating func open(_ id: FlowID, slot: UInt32, shard: Int, first segment: borrowing Segment) {
        if workers.isEmpty {
            inline.open(id, slot: slot, first: segment)
        } else {
            gathered[shard].open(id, slot: slot, first: segment)
        }
    }

    mutating func take(_ segment: borrowing Segment, payload: RawSpan, slot: UInt32, shard: Int) {
        if workers.isEmpty {
            inline.take(segment, payload: payload, slot: slot)
            return
        }
        gathered[shard].take(segment, payload: payload, slot: slot)
        if gathered[shard].byteCount >= Self.batchBytes || gathered[shard].commandCount >= Self.batchCommands {
            isBatchFull = true
        }
    }

    mutating func note(_ quote: ICMPQuote, from source: Endpoint, slot: UInt32, shard: Int) {
        if workers.isEmpty {
            inline.note(quote, from: source, slot: slot)
        } else {
            gathered[shard].note(quote, from: source, slot: slot)
        }
    }

    mutating func learn(_ secrets: KeyLog) {
        if workers.isEmpty {
            inline.learn(secrets)
        } else {
            for shard in gathered.indices { gathered[shard].learn(secrets) }
        }
    }

    mutating func advance(to now: PacketReference) {
        if workers.isEmpty {
            inline.advance(to: now)
        } else {
            for shard in gathered.indices { gathered[shard].advance(to: now) }
        }
    }

    mutating func close(slot: UInt32, shard: Int, at now: PacketReference, evicted: String?) {
        if workers.isEmpty {
            inline.close(slot: slot, at: now, evicted: evicted)
        } else {
            gathered[shard].close(slot: slot, at: now, evicted: evicted)
        }
    }

    mutating func finish(at now: PacketReference, below bound: FlowID) {
        if workers.isEmpty {
            inline.finish(at: now, below: bound)
        } else {
            for shard in gathered.indices { gathered[shard].finish(at: now, below: bound) }
        }
    }

    /// Whether a flow is closed indeed, as its shard sees it; to be asked after `settle`.
    func isOver(slot: UInt32, shard: Int) -> Bool {
        workers.isEmpty ? inline.isOver(slot: slot) : workers[shard].ask { $0.isOver(slot: slot) }
    }

    /// Whether a flow's sender has given up, as its shard sees it; to be asked after `settle`.
    func hasGivenUp(slot: UInt32, shard: Int) -> Bool {
        workers.isEmpty ? inline.hasGivenUp(slot: slot) : workers[shard].ask { $0.hasGivenUp(slot: slot) }
    }

    // MARK: What they tell

    /// Puts what was told up to now, in order, into `told`, which must be empty.
    ///
    /// The storage of `told` goes to the shard in exchange: nothing is copied, and nothing is allocated anew.
    mutating func collect(into told: inout [Emission]) {
        if workers.isEmpty {
            inline.exchangeEmissions(&told)
            if !Self.areOrdered(told[...]) { told.sort { $0.precedes($1) } }
            return
        }
        settle()
        swap(&told, &settled)
    }

    /// The same without waiting for shards at work: what they tell comes later.
    mutating func collectFinished(into told: inout [Emission]) {
        guard !workers.isEmpty else { return collect(into: &told) }
        begin()
        // The place that the next batch will need has to be free.
        while begun - finished >= Self.depth { finishOldest() }
        swap(&told, &settled)
    }

    /// Lets the shards do all that they have to, as of now.
    mutating func settle() {
        guard !workers.isEmpty else { return }
        begin()
        while finished < begun { finishOldest() }
    }

    private mutating func begin() {
        isBatchFull = false
        guard gathered.contains(where: { !$0.isEmpty }) else { return }
        for index in workers.indices { workers[index].begin(&gathered[index], at: begun % Self.depth) }
        begun += 1
    }

    private mutating func finishOldest() {
        let start = settled.count
        for worker in workers { worker.finish(at: finished % Self.depth, into: &settled) }
        finished += 1
        if !Self.areOrdered(settled[start...]) { settled[start...].sort { $0.precedes($1) } }
    }

    private static func areOrdered(_ told: ArraySlice<Emission>) -> Bool {
        var index = told.startIndex + 1
        while index < told.endIndex {
            if told[index].precedes(told[index - 1]) { return false }
            index += 1
        }
        return true
    }
}
