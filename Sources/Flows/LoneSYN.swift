import Packets
import Records

/// A SYN without payload, VLANs or tunnels, as a slot keeps it until more comes: a third of a segment.
struct LoneSYN: Sendable {
    private let number: UInt64
    private let time: Timestamp
    private let source: Endpoint
    private let destination: Endpoint
    private let sequence: UInt32
    private let identification: UInt32
    private let timestampValue: UInt32?
    private let window: UInt16
    private let mss: UInt16?
    private let windowScale: UInt8?
    private let timeToLive: UInt8

    /// `nil` for a segment that is more than that.
    init?(_ segment: borrowing Segment) {
        guard segment.flags == .syn, segment.payloadLength == 0, segment.window > 0, segment.vlans.count == 0,
            segment.tunnels.count == 0, !segment.fastOpen
        else { return nil }
        number = segment.number
        time = segment.time
        source = segment.source
        destination = segment.destination
        sequence = segment.sequence
        identification = segment.identification
        timestampValue = segment.timestampValue
        window = segment.window
        mss = segment.mss
        windowScale = segment.windowScale
        timeToLive = segment.ttl
    }

    /// The segment again, as far as anybody asks.
    var segment: Segment {
        var segment = Segment()
        segment.number = number
        segment.time = time
        segment.source = source
        segment.destination = destination
        segment.sequence = sequence
        segment.identification = identification
        segment.flags = .syn
        segment.window = window
        segment.mss = mss
        segment.windowScale = windowScale
        segment.timestampValue = timestampValue
        segment.ttl = timeToLive
        return segment
    }

    func isSame(_ segment: borrowing Segment) -> Bool { segment.number == number }

    func attempt(_ id: FlowID, evicted: String?) -> ConnectionAttempt {
        // Without the option the window counts as it is.
        let shift = windowScale ?? 0
        return ConnectionAttempt(
            id: id, client: source, server: destination, syn: PacketReference(packet: number, time: time),
            mss: mss == 0 ? nil : mss, windowScale: shift == 0xff ? nil : shift, timeToLive: timeToLive,
            evicted: evicted)
    }
}
