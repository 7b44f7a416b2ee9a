import Records

@testable import Dissection

/// A conversation told in order: client says, server says. Run whole, and again cut at every byte.
struct Playbook {
    enum Line {
        case says(Direction, [UInt8])
        case gap(Direction, UInt64)
        case fin(Direction)
        case reset(Side)
    }

    var description: ProtocolDescription
    var environment: Environment
    var lines: [Line] = []

    init(_ description: ProtocolDescription, _ environment: Environment = Environment()) {
        self.description = description
        self.environment = environment
    }

    func client(_ bytes: [UInt8]) -> Playbook { adding(.says(.toServer, bytes)) }
    func server(_ bytes: [UInt8]) -> Playbook { adding(.says(.toClient, bytes)) }
    func client(_ text: String) -> Playbook { client(Array(text.utf8)) }
    func server(_ text: String) -> Playbook { server(Array(text.utf8)) }
    func clientGap(_ count: UInt64) -> Playbook { adding(.gap(.toServer, count)) }
    func serverGap(_ count: UInt64) -> Playbook { adding(.gap(.toClient, count)) }
    func clientFIN() -> Playbook { adding(.fin(.toServer)) }
    func serverFIN() -> Playbook { adding(.fin(.toClient)) }
    func clientRST() -> Playbook { adding(.reset(.client)) }
    func serverRST() -> Playbook { adding(.reset(.server)) }

    private func adding(_ line: Line) -> Playbook {
        var longer = self
        longer.lines.append(line)
        return longer
    }

    /// What is told, and what is owed at the end.
    struct Outcome: Equatable {
        var records: [Record] = []
        var owed: Owed?
        var identified: [ProtocolID] = []
    }

    /// Runs the conversation with each line in pieces of `pieceSize` bytes.
    ///
    /// All pieces of a line carry the line's packet number (from 1) and time (one second each), so that outcomes of
    /// different cuts are equal.
    /// With `probes`, the protocol has to be recognised first.
    func outcome(pieceSize: Int = .max, probes: Bool = false) -> Outcome {
        var conversation = Conversation(environment, forced: probes ? nil : description)
        var sink = RecordSink()
        var fins: Set<Direction> = []
        var isOver = false
        var at = PacketReference(packet: 0, time: Timestamp(nanoseconds: 0))
        for (index, line) in lines.enumerated() {
            at = PacketReference(packet: UInt64(index + 1), time: Timestamp(seconds: Int64(index), nanoseconds: 0))
            switch line {
            case .says(let direction, let bytes):
                var start = 0
                while start < bytes.count {
                    let end = pieceSize < bytes.count - start ? start + pieceSize : bytes.count
                    let piece = bytes.span.bytes.extracting(start..<end)
                    conversation.deliver(piece, direction, of: at, into: &sink)
                    start = end
                }
            case .gap(let direction, let count):
                let place = Place(packet: at.packet, time: at.time, offset: 0, direction: direction)
                conversation.gap(StreamGap(place: place, byteCount: count, cause: .notCaptured), into: &sink)
            case .fin(let direction):
                conversation.end(direction, by: direction.sender, at: at, into: &sink)
                fins.insert(direction)
                if fins.count == 2 {
                    conversation.end(how: .fin, by: direction.reversed.sender, at: at, into: &sink)
                    isOver = true
                }
            case .reset(let side):
                conversation.end(how: .reset, by: side, at: at, into: &sink)
                isOver = true
            }
        }
        if !isOver { conversation.end(how: .open, by: nil, at: at, into: &sink) }
        return Outcome(records: sink.records, owed: sink.owed, identified: sink.identified)
    }

    func records(pieceSize: Int = .max) -> [Record] { outcome(pieceSize: pieceSize).records }
}

extension Playbook.Outcome {
    var events: [FlowEvent] {
        records.compactMap { if case .event(let event) = $0 { event } else { nil } }
    }
}
