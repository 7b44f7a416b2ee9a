import Bytes
import Records

/// Reads HTTP/0.9, 1.0 and 1.1 (RFC 9110, RFC 9112) and tells exchanges.
///
/// Requests wait in a queue for their answers. Bodies pass by unread, but for a bounded excerpt of the few that may say
/// something of a session. What a side sends after having asked for a tunnel or another protocol is kept until the
/// answer says what it is.
struct HTTP1Dissector: StreamDissector {
    let limits: HTTPLimits
    let sessionHeaders: [String]
    /// Whether the flow's first line may be of HTTP/0.9.
    var allowsSimple: Bool
    var memory = FieldMemory()
    var repeatedHead = RepeatedHead()
    var exchanges = ExchangeQueue()
    var requests = MessageReader()
    var responses = MessageReader()
    /// The final response to the oldest of the queue, while its body, or the rest of its request, is still to come.
    var answer: HTTPResponse?
    /// Whether nothing more will come of `answer`.
    var isAnswerOver = false
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
        limits = HTTPLimits(environment.limits)
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
            finishAnswer(at: reference, &sink)
        }
    }

    /// Emits the oldest exchange, whatever is missing of it.
    mutating func emitFirst(_ sink: inout RecordSink) {
        let response = answer
        answer = nil
        isAnswerOver = false
        emitFirst(with: response, &sink)
    }

    /// Emits the oldest exchange with its answer.
    mutating func emitFirst(with response: HTTPResponse?, _ sink: inout RecordSink) {
        if exchanges.count == 1 { isRequestQueued = false }
        let oldest = exchanges.removeFirst()
        var exchange = HTTPExchange(version: oldest.version.text, request: oldest.request, response: response)
        if !oldest.informational.isEmpty { exchange.informational = oldest.informational }
        exchange.hasGaps = oldest.hasGaps
        sink.append(.exchange(exchange))
    }

    /// Emits the oldest exchange if nothing of it is still to come.
    mutating func emitFinished(_ sink: inout RecordSink) {
        if isAnswerOver, !exchanges.isEmpty, exchanges[0].isRequestOver { emitFirst(&sink) }
    }

    /// Tells of bytes that HTTP forbids, or of a limit.
    func tell(_ kind: FlowEvent.Kind, _ detail: String, at place: Place, _ sink: inout RecordSink) {
        sink.append(.event(FlowEvent(kind: kind, place: place, detail: detail)))
    }
}
