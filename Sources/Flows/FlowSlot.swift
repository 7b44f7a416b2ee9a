import Bytes
import Packets
import Records
import Streams

/// Where a shard keeps a flow.
///
/// In a scan or a flood most flows are one SYN that nobody answers. Such a flow is kept as that segment, a quarter of
/// what a flow takes, and becomes one with its second segment. A flow has a place of its own behind the slot: the list
/// of slots grows without moving flows.
struct FlowSlot: Sendable {
    let id: FlowID
    /// The first segment.
    private let opening: Segment
    /// Empty as long as the first segment is all there is, then one element: an array, because that is a box that is a
    /// value.
    private var grown: [Flow] = []
    private(set) var isVacant = false

    init(id: FlowID, opening: Segment, reading: Flow.Reading) {
        self.id = id
        self.opening = opening
        // Payload with a SYN is not kept here.
        if opening.flags != .syn || opening.payloadLength > 0 { grow(reading) }
    }

    /// Takes a segment, the first one included; returns whether the flow is newly to be looked at when time passes.
    mutating func take(
        _ segment: Segment, _ payload: RawSpan, _ reading: Flow.Reading, _ output: inout FlowOutput
    ) -> Bool {
        if isVacant { return false }
        if grown.isEmpty {
            if segment.number == opening.number {
                output.emissions.append(Flow.openingEmission(id, opening))
                return false
            }
            grow(reading)
        }
        return grown[0].take(segment, payload, reading, &output)
    }

    mutating func note(_ quote: ICMPQuote, from source: Endpoint, _ reading: Flow.Reading) {
        if isVacant { return }
        if grown.isEmpty { grow(reading) }
        grown[0].note(quote, from: source)
    }

    /// Time has passed; returns whether the flow still waits.
    mutating func advance(to now: PacketReference, _ reading: Flow.Reading, _ output: inout FlowOutput) -> Bool {
        grown.isEmpty ? false : grown[0].advance(to: now, reading, &output)
    }

    /// The flow leaves.
    mutating func close(at now: PacketReference, evicted: String?, _ reading: Flow.Reading, _ output: inout FlowOutput)
    {
        if isVacant { return }
        if grown.isEmpty { grow(reading) }
        grown[0].close(at: now, evicted: evicted, reading, &output)
        grown = []
        isVacant = true
    }

    /// Makes a flow of the first segment; one that was kept as such has been told already.
    private mutating func grow(_ reading: Flow.Reading) {
        var flow = Flow(id: id, segment: opening, ports: { reading.servicePorts.contains($0) })
        if opening.flags == .syn, opening.payloadLength == 0 { flow.takeOpening(opening, reading) }
        grown = [flow]
    }
}
