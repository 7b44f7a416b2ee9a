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
        case finish(PacketReference)
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
                case .finish(let now): shard.finish(at: now)
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

    private var inline: Shard?
    private var workers: [Worker] = []
    private var waiting = 0

    init(count: Int, options: Shard.Options) {
        if count <= 1 {
            inline = Shard(options)
        } else {
            workers = (0..<count).map { _ in Worker(Shard(options)) }
        }
    }

    /// Whether it is time to collect what was told.
    var isFull: Bool {
        if let inline { return inline.emissions.count >= 512 }
        return waiting >= Self.batchCommands
    }

    mutating func open(_ id: FlowID, slot: UInt32, shard: Int, first segment: Segment) {
        if inline != nil {
            inline?.open(id, slot: slot, first: segment)
        } else {
            add(.open(id, slot, segment), shard)
        }
    }

    mutating func take(_ segment: Segment, payload: RawSpan, slot: UInt32, shard: Int) {
        if inline != nil {
            inline?.take(segment, payload: payload, slot: slot)
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
        if inline != nil {
            inline?.note(quote, from: source, slot: slot)
        } else {
            add(.note(quote, from: source, slot), shard)
        }
    }

    mutating func advance(to now: PacketReference) {
        if inline != nil {
            inline?.advance(to: now)
        } else {
            for shard in workers.indices { add(.advance(now), shard) }
        }
    }

    mutating func close(slot: UInt32, shard: Int, at now: PacketReference, evicted: String?) {
        if inline != nil {
            inline?.close(slot: slot, at: now, evicted: evicted)
        } else {
            add(.close(slot, now, evicted), shard)
        }
    }

    mutating func finish(at now: PacketReference) {
        if inline != nil {
            inline?.finish(at: now)
        } else {
            for shard in workers.indices { add(.finish(now), shard) }
        }
    }

    private mutating func add(_ command: Command, _ shard: Int) {
        waiting += 1
        workers[shard].station.withLock { $0.commands.append(command) }
    }

    /// Lets the shards do what they have to, and gives what they told in order.
    mutating func collect() -> [Emission] {
        var told: [Emission]
        if let shard = inline {
            told = shard.emissions
            inline?.removeEmissions()
        } else {
            let workers = workers
            DispatchQueue.concurrentPerform(iterations: workers.count) { index in
                workers[index].station.withLock { $0.run() }
            }
            waiting = 0
            told = []
            for worker in workers {
                worker.station.withLock {
                    told.append(contentsOf: $0.shard.emissions)
                    $0.shard.removeEmissions()
                }
            }
        }
        let isOrdered = zip(told, told.dropFirst()).allSatisfy { !$1.precedes($0) }
        if !isOrdered { told.sort { $0.precedes($1) } }
        return told
    }
}
