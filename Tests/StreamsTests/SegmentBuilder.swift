import Packets
import Records
import Streams

/// Two ends that talk, segment by segment, and what their observer gets to read.
struct Wire {
    var flow: TCPFlow
    var limits: StreamLimits
    var number: UInt64 = 0
    var clock: Int64 = 1_000_000_000_000
    /// What came out, per side.
    var read = PerSide<[UInt8]>(both: [])
    var gaps: [StreamGap] = []
    var fins: [Side] = []
    /// The order of what came out: side and count.
    var order: [Side] = []

    static let client = Endpoint(address: Address(ipv4: 0x0a00_0001), port: 40_000)
    static let server = Endpoint(address: Address(ipv4: 0x0a00_0002), port: 80)

    init(limits: Limits = Limits()) {
        flow = TCPFlow(first: PacketReference(packet: 1, time: Timestamp(nanoseconds: 1_000_000_000_000)))
        self.limits = StreamLimits(limits)
    }

    /// Sends a segment; times are milliseconds since the last one.
    @discardableResult
    mutating func send(
        _ side: Side, _ sequence: UInt32, _ flags: TCPFlags = [.ack], ack: UInt32 = 0, _ payload: String = "",
        after milliseconds: Int64 = 1, window: UInt16 = 1_000, cut: Int? = nil, identification: UInt32? = nil,
        ttl: UInt8 = 64
    ) -> Intake {
        number += 1
        clock += milliseconds * 1_000_000
        let bytes = Array(payload.utf8)
        var segment = Segment()
        segment.number = number
        segment.time = Timestamp(nanoseconds: clock)
        segment.source = side == .client ? Wire.client : Wire.server
        segment.destination = side == .client ? Wire.server : Wire.client
        segment.sequence = sequence
        segment.acknowledgment = ack
        segment.flags = flags
        segment.window = window
        segment.payloadLength = bytes.count
        segment.payloadCount = cut ?? bytes.count
        segment.ttl = ttl
        segment.identification = identification ?? UInt32(truncatingIfNeeded: number)
        let captured = Array(bytes.prefix(segment.payloadCount))
        let span = captured.span.bytes
        let intake = flow.take(segment, payload: span, from: side, limits: limits)
        if !intake.ready.isEmpty {
            read[side].append(contentsOf: captured[intake.ready])
            order.append(side)
        }
        if intake.hasMore { drain() }
        return intake
    }

    var now: PacketReference { PacketReference(packet: number, time: Timestamp(nanoseconds: clock)) }

    mutating func drain() {
        while let output = flow.nextOutput(at: now, limits: limits) { take(output) }
    }

    mutating func end() {
        while let output = flow.nextOutputAtEnd(at: now, limits: limits) { take(output) }
    }

    private mutating func take(_ output: StreamOutput) {
        switch output {
        case .bytes(let bytes, let side, _):
            read[side].append(contentsOf: bytes)
            order.append(side)
        case .gap(let gap): gaps.append(gap)
        case .fin(let side, _): fins.append(side)
        }
    }

    /// The three segments of a handshake; initial sequence numbers 1000 and 5000.
    mutating func shakeHands() {
        send(.client, 1_000, [.syn])
        send(.server, 5_000, [.syn, .ack], ack: 1_001)
        send(.client, 1_001, [.ack], ack: 5_001)
    }

    func text(_ side: Side) -> String { String(decoding: read[side], as: UTF8.self) }
}
