import Dissection
import Flows
import Packets
import Records

/// What one shard has to do, in the order of packets, with the payload that goes with it.
///
/// Commands are plain numbers and point into lists beside them, so that a hundred thousand of them cost no reference.
struct ShardBatch: Sendable {
    private enum Command: Sendable {
        case open(FlowID, slot: UInt32, segment: Int)
        case take(segment: Int, start: Int, end: Int, slot: UInt32)
        case note(Int, from: Endpoint, slot: UInt32)
        case learn(Int)
        case advance(PacketReference)
        case close(slot: UInt32, at: PacketReference, reason: Int)
        case finish(at: PacketReference, below: FlowID)
    }

    private var commands: [Command] = []
    private var segments: [Segment] = []
    private var arena: [UInt8] = []
    private var quotes: [ICMPQuote] = []
    private var logs: [KeyLog] = []
    private var reasons: [String?] = []
    /// What the shard told, once it has run.
    var emissions: [Emission] = []

    var commandCount: Int { commands.count }
    var byteCount: Int { arena.count }
    var isEmpty: Bool { commands.isEmpty }

    mutating func open(_ id: FlowID, slot: UInt32, first segment: borrowing Segment) {
        commands.append(.open(id, slot: slot, segment: segments.count))
        segments.append(copy segment)
    }

    mutating func take(_ segment: borrowing Segment, payload: RawSpan, slot: UInt32) {
        let start = arena.count
        payload.withUnsafeBytes { arena.append(contentsOf: $0) }
        commands.append(.take(segment: segments.count, start: start, end: arena.count, slot: slot))
        segments.append(copy segment)
    }

    mutating func note(_ quote: ICMPQuote, from source: Endpoint, slot: UInt32) {
        commands.append(.note(quotes.count, from: source, slot: slot))
        quotes.append(quote)
    }

    mutating func learn(_ secrets: KeyLog) {
        commands.append(.learn(logs.count))
        logs.append(secrets)
    }

    mutating func advance(to now: PacketReference) { commands.append(.advance(now)) }

    mutating func close(slot: UInt32, at now: PacketReference, evicted: String?) {
        commands.append(.close(slot: slot, at: now, reason: reasons.count))
        reasons.append(evicted)
    }

    mutating func finish(at now: PacketReference, below bound: FlowID) {
        commands.append(.finish(at: now, below: bound))
    }

    /// Lets the shard do everything, and takes what it tells.
    mutating func run(on shard: inout Shard) {
        let payload = arena
        for command in commands {
            switch command {
            case .open(let id, let slot, let segment): shard.open(id, slot: slot, first: segments[segment])
            case .take(let segment, let start, let end, let slot):
                shard.take(segments[segment], payload: payload.span.bytes.extracting(start..<end), slot: slot)
            case .note(let quote, let source, let slot): shard.note(quotes[quote], from: source, slot: slot)
            case .learn(let log): shard.learn(logs[log])
            case .advance(let now): shard.advance(to: now)
            case .close(let slot, let now, let reason): shard.close(slot: slot, at: now, evicted: reasons[reason])
            case .finish(let now, let bound): shard.finish(at: now, below: bound)
            }
        }
        commands.removeAll(keepingCapacity: true)
        segments.removeAll(keepingCapacity: true)
        quotes.removeAll()
        logs.removeAll()
        reasons.removeAll()
        shard.exchangeEmissions(&emissions)
    }

    /// Makes the arena empty, keeping its storage.
    mutating func reuse() { arena.removeAll(keepingCapacity: true) }
}
