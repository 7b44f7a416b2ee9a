import Bytes
import Records

/// Reads HTTP/0.9, 1.0 and 1.1 (RFC 9110, RFC 9112) and tells exchanges.
///
/// Requests wait in a queue for their answers. Bodies pass by unread, but for a bounded excerpt of the few that may say
/// something of a session. What a side sends after having asked for a tunnel or another protocol is kept until the
/// answer says what it is.
struct HTTP1Dissector: StreamDissector {
    let limits: Limits
    let sessionHeaders: [String]
    /// Whether the flow's first line may be of HTTP/0.9.
    var allowsSimple: Bool
    var memory = FieldMemory()
    var exchanges = ExchangeQueue()
    var requests = MessageReader()
    var responses = MessageReader()
    /// Whether the request being read is the newest of the queue; an early answer may have taken it away.
    var isRequestQueued = false
    /// Interim responses that no request is known of.
    var strayInformational: [UInt16] = []
    /// Bytes of the server are missing, and no answer was seen since.
    var missesAnswers = false
    /// A request was seen to be sent before the answer to the one before.
    var isPipelined = false
    /// Requests that were told without answer to keep the queue short; their answers may still come.
    var abandoned = 0
    /// Whether the limit of waiting requests was told.
    var toldQueueLimit = false

    init(_ environment: Environment) {
        limits = environment.limits
        sessionHeaders = environment.sessionHeaders
        allowsSimple = !environment.hints.isMidstream
        guard environment.hints.isMidstream else { return }
        // The first bytes may be of the middle of a message: that is nobody's fault.
        requests.state = .lost
        responses.state = .lost
    }

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        HTTP1Signature.probe(client: client, server: server, hints: hints)
    }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        if provenance.direction == .toServer {
            requests.hasSpoken = true
            return stepRequest(&window, provenance, &sink)
        }
        responses.hasSpoken = true
        return stepResponse(&window, provenance, &sink)
    }

    mutating func skipped(_ direction: Direction, at reference: PacketReference, into sink: inout RecordSink) {
        if direction == .toServer {
            if requests.state == .body, requests.body.skipped() { finishRequest(at: reference, &sink) }
        } else if responses.state == .body, responses.body.skipped() {
            finishResponse(at: reference, &sink)
        }
    }

    /// Emits the oldest exchange, whatever is missing of it.
    mutating func emitFirst(_ sink: inout RecordSink) {
        if exchanges.count == 1 { isRequestQueued = false }
        sink.append(.exchange(exchanges.removeFirst().exchange))
    }

    /// Emits exchanges of which nothing is still to come.
    mutating func emitFinished(_ sink: inout RecordSink) {
        while !exchanges.isEmpty, exchanges[0].isOver { emitFirst(&sink) }
    }

    /// Tells of bytes that HTTP forbids.
    func tell(_ kind: FlowEvent.Kind, _ detail: String, at place: Place, _ sink: inout RecordSink) {
        sink.append(.event(FlowEvent(kind: kind, place: place, detail: detail)))
    }
}
