import Bytes
import Captures
import Dissection
import Flows
import Packets
import Records

/// Decodes frames, finds and numbers their flows, and gives segments to the shards.
struct Dispatcher {
    private var decoder: FrameDecoder
    var table: FlowTable
    var pool: ShardPool
    let limits: Limits
    private(set) var packets = PacketAccount()
    private(set) var first: Timestamp?
    private(set) var last: Timestamp?
    var lastTick: Int64 = .min
    /// The second of packet time from which the table counts.
    var epoch: Int64?
    /// Flows that time puts out, for its storage.
    var expiries: [FlowTable.Expiry] = []
    /// Seconds by which the clock of the packets was set back, since this was last asked.
    var stepsBack: [Double] = []
    /// The flow of the last packet; `nil` where it belongs to none.
    private(set) var lastFlow: FlowID?
    /// Flows with lower numbers have ended.
    private(set) var finished: FlowID = 0
    var lastReference = PacketReference(packet: 0, time: Timestamp(nanoseconds: 0))
    /// The first packet that contradicts itself, in words.
    private(set) var firstMalformed: String?

    init(_ options: AnalysisOptions) {
        var shardOptions = Shard.Options()
        shardOptions.limits = options.limits
        shardOptions.sessionHeaders = options.sessionHeaders
        shardOptions.listsFrames = options.listsFrames
        shardOptions.decodeAs = options.decodeAs
        shardOptions.keyLog = options.keyLog
        limits = options.limits
        decoder = FrameDecoder()
        let shards = max(1, min(options.threads, 64))
        table = FlowTable(limits: options.limits, shards: shards, seed: UInt64.random(in: .min ... .max))
        pool = ShardPool(count: shards, options: shardOptions)
    }

    /// Takes the next frame of the capture, decoded into `segment`, which is the caller's: to be given a part of itself to read
    /// while it changes means to copy it.
    mutating func take(_ frame: borrowing Frame, _ segment: inout Segment) {
        packets.read &+= 1
        let number = packets.read
        if frame.isTimed {
            if first == nil { first = frame.time }
            last = frame.time
        }
        lastReference = PacketReference(packet: number, time: frame.time)
        lastFlow = nil
        tick(lastReference)
        guard !frame.isFiltered else {
            packets.skip(.filtered)
            return
        }
        let bytes = RawSpan(_unsafeBytes: frame.bytes)
        let verdict = decoder.decode(
            bytes, originalLength: frame.originalLength, linkType: frame.linkType, number: number, time: frame.time,
            into: &segment)
        switch verdict {
        case .segment:
            packets.analyzed &+= 1 &+ UInt64(decoder.completedFragments)
            if segment.isReassembled {
                let datagram = decoder.reassembled
                dispatch(segment, datagram.span.bytes)
            } else {
                dispatch(segment, bytes)
            }
        case .skipped(let reason):
            packets.skip(reason, count: 1 &+ UInt64(decoder.completedFragments))
            if reason == .malformed, firstMalformed == nil { firstMalformed = decoder.malformed.description }
        case .icmpError:
            packets.skip(.icmp, count: 1 &+ UInt64(decoder.completedFragments))
            quote(lastReference)
        case .pending: break
        }
    }

    /// Gives the segment to its flow; `bytes` are those its payload's offset counts in.
    private mutating func dispatch(_ segment: borrowing Segment, _ bytes: RawSpan) {
        let start = min(max(0, segment.payloadOffset), bytes.byteCount)
        let end = min(bytes.byteCount, start + max(0, segment.payloadCount))
        let payload = bytes.extracting(start..<end)
        switch table.assign(segment) {
        case .known(let flow):
            lastFlow = flow.id
            guard !flow.isTold else { return countLate() }
            pool.take(segment, payload: payload, slot: flow.slot, shard: pool.shard(of: flow.id))
        case .opened(let entry):
            let opened = table[entry]
            lastFlow = opened.id
            makeRoom()
            let shard = pool.shard(of: opened.id)
            pool.open(opened.id, slot: opened.slot, shard: shard, first: segment)
            pool.take(segment, payload: payload, slot: opened.slot, shard: shard)
        }
    }

    /// Closes flows that were replaced, or that a limit puts out.
    private mutating func makeRoom() {
        for removal in table.takeReplaced() {
            close(removal, nil)
        }
        while let (removal, wasLive) = table.evict() {
            close(removal, wasLive ? "\(limits.flows) flows at once: flows" : nil)
        }
    }

    mutating func close(_ removal: FlowTable.Removal, _ reason: String?) {
        pool.close(slot: removal.slot, shard: pool.shard(of: removal.id), at: lastReference, evicted: reason)
        table.free(removal)
    }

    private mutating func quote(_ at: PacketReference) {
        let error = decoder.icmpError
        guard let entry = table.find(error.quotedSource, error.quotedDestination), !table.isTold(entry) else { return }
        let known = table[entry]
        let (kind, mtu) = words(error.kind)
        let quote = ICMPQuote(at: at, sender: error.sender, kind: kind, mtu: mtu, about: .client, count: 1)
        pool.note(quote, from: error.quotedSource, slot: known.slot, shard: pool.shard(of: known.id))
    }

    private func words(_ kind: ICMPError.Kind) -> (String, UInt32?) {
        switch kind {
        case .unreachable(.network): ("net_unreachable", nil)
        case .unreachable(.host): ("host_unreachable", nil)
        case .unreachable(.protocol): ("protocol_unreachable", nil)
        case .unreachable(.port): ("port_unreachable", nil)
        case .unreachable(.administrativelyProhibited): ("administratively_prohibited", nil)
        case .fragmentationNeeded(let mtu): ("fragmentation_needed", mtu == 0 ? nil : mtu)
        case .packetTooBig(let mtu): ("packet_too_big", mtu)
        case .timeExceeded: ("time_exceeded", nil)
        case .other: ("other", nil)
        }
    }

    /// Once in a second of packet time, flows that wait for bytes are looked at.
    private mutating func tick(_ now: PacketReference) {
        let second = now.time.nanoseconds / 1_000_000_000
        guard second != lastTick else { return }
        if limits.closedSeconds != nil { return tickLive(now, second) }
        guard second > lastTick else { return }
        if lastTick != .min { pool.advance(to: now) }
        lastTick = second
    }

    /// Secrets have come to light between the last frame and the next.
    mutating func learn(_ secrets: KeyLog) { pool.learn(secrets) }
    /// Packets that nobody could look at take their numbers with them.
    mutating func lose(_ count: UInt64) {
        packets.read &+= count
        packets.skip(.overloaded, count: count)
    }

    /// The last packet came after its flow was told.
    private mutating func countLate() {
        packets.analyzed &-= 1
        packets.skip(.late)
    }

    /// Whether it is time to `collect`.
    var isFull: Bool { pool.isFull }

    /// Puts what was told since the last call, in order, into `told`, which must be empty.
    mutating func collect(into told: inout [Emission]) { pool.collect(into: &told) }

    /// The same without waiting for shards at work.
    mutating func collectFinished(into told: inout [Emission]) { pool.collectFinished(into: &told) }

    /// No more frames come: the next flows end, in the order of their numbers. Returns whether there are more.
    ///
    /// A few at a time, so that what they tell need not be held all at once.
    mutating func finishSome() -> Bool {
        if finished == 0 { packets.skip(.fragmentIncomplete, count: UInt64(decoder.finish())) }
        finished += Self.finishedAtOnce
        pool.finish(at: lastReference, below: finished)
        return finished < table.nextID
    }

    private static let finishedAtOnce: FlowID = 2_048
}
