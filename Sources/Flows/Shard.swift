import Bytes
public import Dissection
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
        /// Secrets for decryption; `nil` where none are given and none may come.
        public var keyLog: KeyLog?

        public init() {}
    }

    private var slots: ContiguousArray<FlowSlot> = []
    private let reading: Flow.Reading
    private var output = FlowOutput()
    /// Slots of flows that hold bytes back, to look at when time passes.
    private var holding: [UInt32] = []
    /// Once the capture is over: the slots of the flows that are still there by their numbers, and how many have left.
    private var leaving: [UInt32]?
    private var left = 0

    public init(_ options: Options) {
        reading = Flow.Reading(options)
    }

    /// What has been told since the last `removeEmissions`.
    public var emissions: [Emission] { output.emissions }

    /// Number of `emissions`. Kept, because it is asked for every packet, and to ask the shard means to copy it.
    public private(set) var emissionCount = 0

    public var hasEmissions: Bool { !output.emissions.isEmpty }

    /// Gives `emissions` away for an empty list, whose storage is used from now on.
    public mutating func exchangeEmissions(_ empty: inout [Emission]) {
        swap(&output.emissions, &empty)
        emissionCount = output.emissions.count
    }

    /// Empties `emissions`, keeping their storage.
    public mutating func removeEmissions() {
        output.emissions.removeAll(keepingCapacity: true)
        emissionCount = 0
    }

    /// Secrets have come to light: they are for what comes from now on.
    public func learn(_ secrets: KeyLog) { reading.keys?.add(secrets) }

    /// Begins a flow in `slot` with its first segment, which is then to be taken as any other.
    public mutating func open(_ id: FlowID, slot: UInt32, first segment: borrowing Segment) {
        let index = Int(slot)
        let slot = FlowSlot(id: id, opening: segment, reading: reading)
        // Slots are given out in order, and used again.
        if index < slots.count { slots[index] = slot } else { slots.append(slot) }
    }

    /// Takes a segment of the flow in `slot`; `payload` is what was captured of its payload.
    public mutating func take(_ segment: borrowing Segment, payload: RawSpan, slot: UInt32) {
        let index = Int(slot)
        guard index < slots.count else { return }
        if slots[index].take(segment, payload, reading, &output) { holding.append(slot) }
        emissionCount = output.emissions.count
    }

    /// An ICMP error quotes a segment that `source` sent in the flow in `slot`.
    public mutating func note(_ quote: ICMPQuote, from source: Endpoint, slot: UInt32) {
        let index = Int(slot)
        guard index < slots.count else { return }
        slots[index].note(quote, from: source, reading)
    }

    /// Time has passed, up to that of the packet `now`: looks at flows that wait for bytes.
    public mutating func advance(to now: PacketReference) {
        guard !holding.isEmpty else { return }
        let order = holding.map { (id: slots[Int($0)].id, slot: $0) }.sorted { $0.id < $1.id }
        holding.removeAll(keepingCapacity: true)
        var previous: UInt32?
        for (_, slot) in order where slot != previous {
            previous = slot
            if slots[Int(slot)].advance(to: now, reading, &output) { holding.append(slot) }
        }
    }

    /// Whether both sides of the flow in `slot` are done, or one has reset it.
    public func isOver(slot: UInt32) -> Bool {
        let index = Int(slot)
        return index < slots.count && slots[index].isOver
    }

    /// Whether what was sent in the flow in `slot` was sent again and again, and never acknowledged.
    public func hasGivenUp(slot: UInt32) -> Bool {
        let index = Int(slot)
        return index < slots.count && slots[index].hasGivenUp
    }

    /// The flow in `slot` leaves; `evicted` says which limit put it out, if one did.
    public mutating func close(slot: UInt32, at now: PacketReference, evicted: String?) {
        let index = Int(slot)
        guard index < slots.count else { return }
        slots[index].close(at: now, evicted: evicted, reading, &output)
        emissionCount = output.emissions.count
    }

    /// The capture is over: flows with numbers below `bound` leave, in the order of their numbers.
    ///
    /// Called with rising bounds, so that what they tell need not be held all at once.
    public mutating func finish(at now: PacketReference, below bound: FlowID) {
        if leaving == nil {
            var order = slots.indices.filter { !slots[$0].isVacant }.map { UInt32($0) }
            let isOrdered = zip(order, order.dropFirst()).allSatisfy { slots[Int($0)].id < slots[Int($1)].id }
            if !isOrdered { order.sort { slots[Int($0)].id < slots[Int($1)].id } }
            leaving = order
        }
        while let order = leaving, left < order.count, slots[Int(order[left])].id < bound {
            close(slot: order[left], at: now, evicted: nil)
            left += 1
        }
    }
}
