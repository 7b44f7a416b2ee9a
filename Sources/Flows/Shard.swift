import Bytes
import Dissection
public import Packets
public import Records
import Streams

/// A part of all flows: segments in, records out. Knows no other shard and no thread.
public struct Shard: Sendable {
    /// What every conversation is made with.
    public struct Options: Sendable {
        public var limits = Limits()
        public var sessionHeaders: [String] = []
        public var listsFrames = false
        public var decodeAs: [DecodeAs] = []

        public init() {}
    }

    private var flows: ContiguousArray<Flow?> = []
    private let reading: Flow.Reading
    private let servicePorts: Set<UInt16>
    private var output = FlowOutput()
    /// Slots of flows that hold bytes back, to look at when time passes.
    private var holding: [UInt32] = []

    public init(_ options: Options) {
        reading = Flow.Reading(options)
        servicePorts = Set(ProtocolDescription.all.flatMap(\.ports))
    }

    /// What has been told since the last `removeEmissions`.
    public var emissions: [Emission] { output.emissions }

    public var hasEmissions: Bool { !output.emissions.isEmpty }

    /// Empties `emissions`, keeping their storage.
    public mutating func removeEmissions() { output.emissions.removeAll(keepingCapacity: true) }

    /// Begins a flow in `slot` with its first segment, which is then to be taken as any other.
    public mutating func open(_ id: FlowID, slot: UInt32, first segment: Segment) {
        let index = Int(slot)
        while flows.count <= index { flows.append(nil) }
        flows[index] = Flow(id: id, segment: segment, ports: { servicePorts.contains($0) })
    }

    /// Takes a segment of the flow in `slot`; `payload` is what was captured of its payload.
    public mutating func take(_ segment: Segment, payload: RawSpan, slot: UInt32) {
        let index = Int(slot)
        guard index < flows.count else { return }
        if flows[index]?.take(segment, payload, reading, &output) == true { holding.append(slot) }
    }

    /// An ICMP error quotes a segment that `source` sent in the flow in `slot`.
    public mutating func note(_ quote: ICMPQuote, from source: Endpoint, slot: UInt32) {
        let index = Int(slot)
        guard index < flows.count else { return }
        flows[index]?.note(quote, from: source)
    }

    /// Time has passed: looks at flows that wait for bytes.
    ///
    /// - Parameter now: the packet whose time is the new time.
    public mutating func advance(to now: PacketReference) {
        guard !holding.isEmpty else { return }
        var slots = holding
        slots.sort { (flows[Int($0)]?.id ?? 0) < (flows[Int($1)]?.id ?? 0) }
        holding.removeAll(keepingCapacity: true)
        var previous: UInt32?
        for slot in slots where slot != previous {
            previous = slot
            if flows[Int(slot)]?.advance(to: now, reading, &output) == true { holding.append(slot) }
        }
    }

    /// The flow in `slot` leaves; `evicted` says which limit put it out, if one did.
    public mutating func close(slot: UInt32, at now: PacketReference, evicted: String?) {
        let index = Int(slot)
        guard index < flows.count else { return }
        flows[index]?.close(at: now, evicted: evicted, reading, &output)
        flows[index] = nil
    }

    /// The capture is over: all flows leave, in the order of their numbers.
    public mutating func finish(at now: PacketReference) {
        let order = flows.indices.filter { flows[$0] != nil }
            .sorted { (flows[$0]?.id ?? 0) < (flows[$1]?.id ?? 0) }
        for index in order { close(slot: UInt32(index), at: now, evicted: nil) }
    }
}
