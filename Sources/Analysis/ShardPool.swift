import Bytes
import Dispatch
import Flows
import Packets
import Records
import Synchronization

/// Runs the shards: one inline, several on workers over a batch at a time.
///
/// What is told does not depend on how many there are: records of all shards are put into their one order.
struct ShardPool {
    /// Something for a flow to do, in the order of packets.
    private enum Command: Sendable {
        case open(FlowID, UInt32, Segment)
        case take(Segment, payload: Range<Int>, UInt32)
        case note(ICMPQuote, from: Endpoint, UInt32)
        case advance(PacketReference)
        case close(UInt32, PacketReference, String?)
        case finish(PacketReference, below: FlowID)
    }

    /// A shard with what it has to do next: touched by one thread at a time.
    private struct Station: Sendable {
        var shard: Shard
        var commands: [Command] = []
        var arena: [UInt8] = []

        mutating func run() {
            for command in commands {
                switch command {
                case .open(let id, let slot, let segment): shard.open(id, slot: slot, first: segment)
                case .take(let segment, let payload, let slot):
                    let arena = arena
                    shard.take(segment, payload: arena.span.bytes.extracting(payload), slot: slot)
                case .note(let quote, let source, let slot): shard.note(quote, from: source, slot: slot)
                case .advance(let now): shard.advance(to: now)
                case .close(let slot, let now, let reason): shard.close(slot: slot, at: now, evicted: reason)
                case .finish(let now, let bound): shard.finish(at: now, below: bound)
                }
            }
            commands.removeAll(keepingCapacity: true)
            arena.removeAll(keepingCapacity: true)
        }
    }

    private final class Worker: Sendable {
        let station: Mutex<Station>

        init(_ shard: Shard) { station = Mutex(Station(shard: shard)) }
    }

    /// Commands that are gathered before workers run.
    private static let batchCommands = 16_384

    /// Records that are gathered before they are passed on.
    private static let batchRecords = 512

    /// Runs everything where there are no workers; else it has no flows.
    private var inline: Shard
    private var workers: [Worker] = []
    private var waiting = 0

    init(count: Int, options: Shard.Options) {
        inline = Shard(options)
        if count > 1 { workers = (0..<count).map { _ in Worker(Shard(options)) } }
    }

    var shardCount: Int { max(1, workers.count) }

    /// Whether it is time to collect what was told.
    var isFull: Bool {
        workers.isEmpty ? inline.emissionCount >= Self.batchRecords : waiting >= Self.batchCommands
    }

    mutating func open(_ id: FlowID, slot: UInt32, shard: Int, first segment: Segment) {
        if workers.isEmpty {
            inline.open(id, slot: slot, first: segment)
        } else {
            add(.open(id, slot, segment), shard)
        }
    }

    mutating func take(_ segment: Segment, payload: RawSpan, slot: UInt32, shard: Int) {
        if workers.isEmpty {
            inline.take(segment, payload: payload, slot: slot)
            return
        }
        waiting += 1
        workers[shard].station.withLock { station in
            let start = station.arena.count
            payload.withUnsafeBytes { station.arena.append(contentsOf: $0) }
            station.commands.append(.take(segment, payload: start..<station.arena.count, slot))
        }
    }

    mutating func note(_ quote: ICMPQuote, from source: Endpoint, slot: UInt32, shard: Int) {
        if workers.isEmpty {
            inline.note(quote, from: source, slot: slot)
        } else {
            add(.note(quote, from: source, slot), shard)
        }
    }

    mutating func advance(to now: PacketReference) {
        if workers.isEmpty {
            inline.advance(to: now)
        } else {
            for shard in workers.indices { add(.advance(now), shard) }
        }
    }

    mutating func close(slot: UInt32, shard: Int, at now: PacketReference, evicted: String?) {
        if workers.isEmpty {
            inline.close(slot: slot, at: now, evicted: evicted)
        } else {
            add(.close(slot, now, evicted), shard)
        }
    }

    mutating func finish(at now: PacketReference, below bound: FlowID) {
        if workers.isEmpty {
            inline.finish(at: now, below: bound)
        } else {
            for shard in workers.indices { add(.finish(now, below: bound), shard) }
        }
    }

    /// Lets the shards do what they have to, so that questions are answered as of now.
    func settle() {
        guard !workers.isEmpty else { return }
        let workers = workers
        DispatchQueue.concurrentPerform(iterations: workers.count) { index in
            workers[index].station.withLock { $0.run() }
        }
    }

    /// Whether a flow is closed indeed, as its shard sees it; to be asked after `settle`.
    func isOver(slot: UInt32, shard: Int) -> Bool {
        workers.isEmpty ? inline.isOver(slot: slot) : workers[shard].station.withLock { $0.shard.isOver(slot: slot) }
    }

    /// Whether a flow's sender has given up, as its shard sees it; to be asked after `settle`.
    func hasGivenUp(slot: UInt32, shard: Int) -> Bool {
        workers.isEmpty
            ? inline.hasGivenUp(slot: slot) : workers[shard].station.withLock { $0.shard.hasGivenUp(slot: slot) }
    }

    private mutating func add(_ command: Command, _ shard: Int) {
        waiting += 1
        workers[shard].station.withLock { $0.commands.append(command) }
    }

    /// Lets the shards do what they have to, and puts what they told, in order, into `told`, which must be empty.
    ///
    /// The storage of `told` goes to the shard in exchange: nothing is copied, and nothing is allocated anew.
    mutating func collect(into told: inout [Emission]) {
        if workers.isEmpty {
            inline.exchangeEmissions(&told)
        } else {
            settle()
            waiting = 0
            for worker in workers {
                worker.station.withLock {
                    told.append(contentsOf: $0.shard.emissions)
                    $0.shard.removeEmissions()
                }
            }
        }
        if !Self.areOrdered(told) { told.sort { $0.precedes($1) } }
    }

    private static func areOrdered(_ told: [Emission]) -> Bool {
        var index = 1
        while index < told.count {
            if told[index].precedes(told[index - 1]) { return false }
            index += 1
        }
        return true
    }
}
