import Bytes
import Records

/// Finding out which protocol is spoken.
extension Conversation {
    /// Beginnings of segments that are looked at before a flow whose start was seen is given up.
    private static let probeAttempts = 24
    /// The same where the start was not seen, and messages may begin anywhere.
    private static let midstreamProbeAttempts = 20_000
    /// Octets of one direction that are kept for looking at.
    private static let probeBytes = 8 << 10

    mutating func probe(
        adding bytes: RawSpan, _ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink
    ) {
        guard self[.toServer].unreadCount == 0, self[.toClient].unreadCount == 0 else {
            self[direction].hold(bytes, of: packet)
            return decide(packet, &sink)
        }
        let nothing = RawSpan()
        let recognition = direction == .toServer ? recognise(bytes, nothing) : recognise(nothing, bytes)
        // Most protocols are certain with their first bytes, which are read where they are then.
        if case .certain(let index) = recognition {
            begin(descriptions[index])
            sink.identify(descriptions[index].id)
            return read(bytes, direction, packet, &sink)
        }
        self[direction].hold(bytes, of: packet)
        settle(recognition, packet, &sink)
    }

    private enum Recognition {
        /// The place of a description, whose protocol this is.
        case certain(Int)
        /// The same with client and server taken for each other.
        case certainReversed(Int)
        case possible
        case no
    }

    /// Asks every protocol about the first bytes of both directions.
    private mutating func recognise(_ client: RawSpan, _ server: RawSpan) -> Recognition {
        var isPossible = false
        // By index: a description copied is a dozen references counted.
        for index in descriptions.indices {
            switch descriptions[index].probe(client, server, environment.hints) {
            case .certain: return .certain(index)
            case .certainReversed where !hasRead: return .certainReversed(index)
            case .possible: isPossible = true
            case .certainReversed, .no: break
            }
        }
        return isPossible ? .possible : .no
    }

    private mutating func recogniseHeld() -> Recognition {
        let client = self[.toServer].held
        let server = self[.toClient].held
        return recognise(
            client.span.bytes.extracting(droppingFirst: self[.toServer].start),
            server.span.bytes.extracting(droppingFirst: self[.toClient].start))
    }

    /// Asks every protocol about what is held, and begins with the first that is certain.
    mutating func decide(_ packet: PacketReference, _ sink: inout RecordSink) {
        settle(recogniseHeld(), packet, &sink)
    }

    /// Does what follows from what all that is held was recognised as.
    private mutating func settle(
        _ recognition: Recognition, _ packet: PacketReference, _ sink: inout RecordSink
    ) {
        guard case .probing(let attempts) = stage else { return }
        var isPossible = false
        switch recognition {
        case .certain(let index): return start(descriptions[index], packet, &sink)
        case .certainReversed(let index):
            wantsReversal = true
            heads.swapAt(0, 1)
            environment.hints = OpeningHints(
                clientPort: environment.hints.serverPort, serverPort: environment.hints.clientPort,
                isMidstream: environment.hints.isMidstream)
            return start(descriptions[index], packet, &sink)
        case .possible: isPossible = true
        case .no: break
        }
        let held = max(self[.toServer].unreadCount, self[.toClient].unreadCount)
        if isPossible, held <= Self.probeBytes { return }
        self[.toServer].discard()
        self[.toClient].discard()
        let allowed = environment.hints.isMidstream ? Self.midstreamProbeAttempts : Self.probeAttempts
        if attempts + 1 >= allowed {
            stage = .opaque
        } else {
            stage = .probing(attempts: attempts + 1)
        }
    }

    /// Whether a protocol was read before, or is around this one: roles are settled then.
    private var hasRead: Bool { current != nil || isNested }

    private mutating func start(
        _ description: ProtocolDescription, _ packet: PacketReference, _ sink: inout RecordSink
    ) {
        begin(description)
        sink.identify(description.id)
        let first: Direction = wantsReversalOrder
        readHeld(first, packet, &sink)
        if case .reading = stage { readHeld(first.reversed, packet, &sink) }
    }

    /// The direction that is read first: the one whose bytes came first.
    private var wantsReversalOrder: Direction {
        guard let server = self[.toClient].reference(at: self[.toClient].start) else { return .toServer }
        guard let client = self[.toServer].reference(at: self[.toServer].start) else { return .toClient }
        return client.packet <= server.packet ? .toServer : .toClient
    }
}
