import Bytes
import Packets
import Records
import Streams

/// Where a shard keeps a flow.
///
/// In a scan or a flood most flows are one SYN that nobody answers. Such a flow is kept as that SYN, a tenth of what a
/// flow takes, and becomes one with its second segment. A flow has a place of its own behind the slot: the list of
/// slots grows without moving flows.
struct FlowSlot: Sendable {
    let id: FlowID
    /// The first segment, as long as it is all there is.
    private var syn: LoneSYN?
    /// Empty before the second segment, then one element: an array, because that is a box that is a value.
    private var grown: [Flow] = []

    init(id: FlowID, opening: borrowing Segment, reading: Flow.Reading) {
        self.id = id
        syn = LoneSYN(opening)
        if syn == nil { grown = [Flow(id: id, segment: opening, ports: { reading.servicePorts.contains($0) })] }
    }

    /// The flow has left.
    var isVacant: Bool { syn == nil && grown.isEmpty }

    /// Takes a segment, the first one included; returns whether the flow is newly to be looked at when time passes.
    mutating func take(
        _ segment: borrowing Segment, _ payload: RawSpan, _ reading: Flow.Reading, _ output: inout FlowOutput
    ) -> Bool {
        if grown.isEmpty {
            guard let syn, !syn.isSame(segment) else { return false }
            grow(syn, reading)
        }
        return grown[0].take(segment, payload, reading, &output)
    }

    mutating func note(_ quote: ICMPQuote, from source: Endpoint, _ reading: Flow.Reading) {
        if let syn { grow(syn, reading) }
        if !grown.isEmpty { grown[0].note(quote, from: source) }
    }

    /// Time has passed; returns whether the flow still waits.
    mutating func advance(to now: PacketReference, _ reading: Flow.Reading, _ output: inout FlowOutput) -> Bool {
        grown.isEmpty ? false : grown[0].advance(to: now, reading, &output)
    }

    /// The flow leaves.
    mutating func close(at now: PacketReference, evicted: String?, _ reading: Flow.Reading, _ output: inout FlowOutput)
    {
        if let syn {
            self.syn = nil
            output.emissions.append(
                Emission(
                    packet: now.packet, time: now.time, flow: id, ordinal: 0,
                    record: .attempt(syn.attempt(id, evicted: evicted))))
        } else if !grown.isEmpty {
            grown[0].close(at: now, evicted: evicted, reading, &output)
            grown = []
        }
    }

    /// Whether both sides are done, or one has reset it; a first segment alone is none of that.
    var isOver: Bool { grown.isEmpty ? isVacant : grown[0].tcp.isClosed }

    /// Whether what was sent was sent again and again, and never acknowledged.
    var hasGivenUp: Bool { grown.isEmpty ? false : grown[0].tcp.hasGivenUp }

    private mutating func grow(_ syn: LoneSYN, _ reading: Flow.Reading) {
        let opening = syn.segment
        self.syn = nil
        grown = [Flow(id: id, segment: opening, ports: { reading.servicePorts.contains($0) })]
        grown[0].takeOpening(opening, reading)
    }
}
