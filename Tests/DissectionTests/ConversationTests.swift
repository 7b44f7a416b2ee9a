import Bytes
import Records
import Testing

@testable import Dissection

/// A toy protocol: a length octet, then so many octets of content; `H` makes the client's bytes wait for the server's.
private struct ToyDissector: StreamDissector {
    init(_ environment: Environment) {}
    private var serverSpoke = false

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe { .certain }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        if provenance.direction == .toClient { serverSpoke = true }
        let length = try window.readUInt8()
        if length == 0x48, provenance.direction == .toServer, !serverSpoke { return .hold }
        if length == 0xff { throw .broken(field: "length", value: 255) }
        sink.append(
            .event(FlowEvent(kind: .identified, place: provenance.place(at: 0), detail: "unit of \(length)")))
        return .skip(UInt64(length))
    }

    mutating func skipped(_ direction: Direction, at: PacketReference, into sink: inout RecordSink) {
        sink.append(
            .event(
                FlowEvent(
                    kind: .identified,
                    place: Place(packet: at.packet, time: at.time, offset: 0, direction: direction), detail: "passed")))
    }

    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync { .resume }

    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        guard end.direction == nil else { return }
        sink.owed = Owed(
            what: .restOfMessage, by: .client, since: end.at, progress: end.at, received: end.unskipped.client,
            subject: "toy")
    }
}

@Suite("Conversation")
struct ConversationTests {
    private let toy = ProtocolDescription(
        ProtocolID(rawValue: "toy"), title: "Toy", specification: "none", ports: [], dissector: ToyDissector.self)

    private func details(_ play: Playbook, pieceSize: Int = .max) -> [String] {
        play.outcome(pieceSize: pieceSize).events.map(\.detail)
    }

    @Test("Units are read and content is passed over, however the bytes are cut", arguments: [Int.max, 1, 2, 3])
    func units(pieceSize: Int) {
        let play = Playbook(toy).client([2, 9, 9, 0, 1, 7]).server([1, 5])
        #expect(
            details(play, pieceSize: pieceSize)
                == ["unit of 2", "passed", "unit of 0", "passed", "unit of 1", "passed", "unit of 1", "passed"])
    }

    @Test("Bytes on hold are looked at again when the other direction has moved", arguments: [Int.max, 1])
    func hold(pieceSize: Int) {
        let play = Playbook(toy).client([0x48]).server([0])
        let packets = play.outcome(pieceSize: pieceSize).events.filter { $0.detail == "unit of 72" }.map(\.place.packet)
        #expect(packets == [1])
    }

    @Test("A gap inside content that is passed over disturbs nothing")
    func gapInside() {
        let play = Playbook(toy).client([5, 1]).clientGap(3).client([1, 0])
        #expect(details(play) == ["unit of 5", "passed", "unit of 0", "passed"])
    }

    @Test("What is broken ends the reading, and says why")
    func broken() {
        let play = Playbook(toy).client([0xff, 1, 2]).client([0])
        let outcome = play.outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.events.map(\.detail) == ["toy: length is 255"])
    }

    @Test("The end says how much of passed-over content never came")
    func owed() {
        let outcome = Playbook(toy).client([9, 1, 1]).serverRST().outcome()
        #expect(outcome.owed?.received == 7)
    }
}
