import Bytes
import Records

/// Reads memcached (text, meta and binary) and tells each command with its answer.
///
/// Commands wait in a queue; answers come in the same order, and those of the binary protocol repeat a field by which
/// they are known. Values pass by unread, but for a bounded excerpt.
struct MemcachedDissector: StreamDissector {
    /// Commands that may wait in one flow, for each one that `Limits.pendingRequests` allows.
    static let waitingPerPendingRequest = 16
    /// Waiting commands among which that of a binary answer is looked for.
    static let searchDepth = 256

    let limits: Limits
    /// Whether the flow speaks the binary protocol; `nil` before its first octet.
    var isBinary: Bool?
    var waiting = WaitingQueue<MemcachedWaiting>()
    /// The command whose value is passing by.
    var storing: MemcachedWaiting?
    var storingIsSilent = false
    /// The answer whose value is passing by ends the command (binary, meta).
    var endsCommand: Bool?
    /// Octets announced of the value that passes by in an answer.
    var announced: UInt64?
    var words = ValueWords(budget: 0)
    var pairing: AnswerPairing
    var isLost: PerSide<Bool>
    var toldLimit = false
    /// How the server's direction ended: nothing can come after that.
    var serverEnd: StreamEnd?

    init(_ environment: Environment) {
        limits = environment.limits
        let isMidstream = environment.hints.isMidstream
        pairing = AnswerPairing(isSure: !isMidstream)
        isLost = PerSide(both: isMidstream)
    }

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        MemcachedSignature.probe(client: client, server: server, hints: hints)
    }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let direction = provenance.direction
        if isLost[direction] {
            switch MemcachedSignature.resumes(window, direction) {
            case .certain, .certainReversed: isLost[direction] = false
            case .possible: return .more(atLeast: window.byteCount + 1)
            case .no: return passOver(&window)
            }
        }
        let isBinary = self.isBinary ?? (window.uint8(at: 0) & 0xfe == MemcachedBinaryHeader.request)
        self.isBinary = isBinary
        do {
            switch (direction, isBinary) {
            case (.toServer, false): return try stepRequests(&window, provenance, &sink)
            case (.toClient, false): return try stepAnswers(&window, provenance, &sink)
            case (.toServer, true): return try stepBinaryRequest(&window, provenance, &sink)
            case (.toClient, true): return try stepBinaryResponse(&window, provenance, &sink)
            }
        } catch {
            // Where the beginning was a guess, so is the fault.
            guard case .broken = error, !pairing.isSure else { throw error }
            forget(direction, &sink)
            return passOver(&window)
        }
    }

    mutating func skipped(_ direction: Direction, at reference: PacketReference, into sink: inout RecordSink) {
        if direction == .toServer {
            finishStoring(at: reference, &sink)
        } else {
            finishValue(at: reference, &sink)
        }
    }

    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync {
        forget(gap.place.direction, &sink)
        return .resume
    }

    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        if let direction = end.direction {
            if direction == .toClient { serverEnd = end }
            return
        }
        if end.how != .open, pairing.isSure { sink.owed = owed(serverEnd ?? end) }
        tellAllUnanswered(hasGaps: false, &sink)
    }

    private func passOver(_ window: inout RawSpan) -> Demand {
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    private mutating func forget(_ direction: Direction, _ sink: inout RecordSink) {
        isLost[direction] = true
        pairing.lose()
        if direction == .toServer {
            storing = nil
        } else {
            endsCommand = nil
            announced = nil
        }
        tellAllUnanswered(hasGaps: true, &sink)
    }

    /// Tells what waits without an answer.
    mutating func tellAllUnanswered(hasGaps: Bool, _ sink: inout RecordSink) {
        while var next = waiting.popFirst() {
            next.command.hasGaps = hasGaps
            sink.append(.command(next.command))
        }
    }

    /// A command is complete: it waits for its answer, unless it has asked for none.
    mutating func finish(
        _ waitingCommand: consuming MemcachedWaiting, isSilent: Bool, at reference: PacketReference,
        _ sink: inout RecordSink
    ) {
        var next = waitingCommand
        next.command.at = reference
        let arrival = pairing.asked(at: reference, whileWaiting: waiting.count)
        if isSilent { return sink.append(.command(next.command)) }
        switch arrival {
        case .wait: break
        case .waitAlone: tellAllUnanswered(hasGaps: true, &sink)
        case .unpaired:
            next.command.hasGaps = true
            return sink.append(.command(next.command))
        }
        bound(at: reference, &sink)
        waiting.append(next)
    }

    /// Keeps the queue short: where it is full, all that wait are told without their answers.
    private mutating func bound(at reference: PacketReference, _ sink: inout RecordSink) {
        let most = limits.pendingRequests * Self.waitingPerPendingRequest
        guard waiting.count >= most else { return }
        if !toldLimit {
            toldLimit = true
            let place = Place(packet: reference.packet, time: reference.time, offset: 0, direction: .toServer)
            let detail = "pendingRequests: more than \(most) memcached commands wait for their answers"
            sink.append(.event(FlowEvent(kind: .limit, place: place, detail: detail)))
        }
        pairing.lose()
        tellAllUnanswered(hasGaps: true, &sink)
    }

    /// The value behind a command has passed.
    mutating func finishStoring(at reference: PacketReference, _ sink: inout RecordSink) {
        guard let command = storing.take() else { return }
        finish(command, isSilent: storingIsSilent, at: reference, &sink)
    }

    /// The value of an answer has passed.
    mutating func finishValue(at reference: PacketReference, _ sink: inout RecordSink) {
        announced = nil
        if let ends = endsCommand.take(), ends { finishFirst(at: reference, &sink) }
    }

    /// The answer to the oldest waiting command is complete; its result is there.
    mutating func finishFirst(at reference: PacketReference, _ sink: inout RecordSink) {
        guard var first = waiting.popFirst() else { return }
        first.command.answered = reference
        pairing.answered(at: reference, stillWaiting: waiting.count)
        sink.append(.command(first.command))
    }

    /// The oldest waiting command was answered by silence.
    mutating func finishQuietly(at reference: PacketReference, _ sink: inout RecordSink) {
        guard var first = waiting.popFirst() else { return }
        first.command.result = first.quietResult
        first.command.answered = reference
        sink.append(.command(first.command))
    }

    /// What the server owes at the end of the flow.
    private func owed(_ end: StreamEnd) -> Owed? {
        guard let index = waiting.firstIndex(within: waiting.count, where: { !$0.isQuiet && $0.verb != .quit }) else {
            return nil
        }
        guard let first = waiting.element(at: index) else { return nil }
        let progress = end.lastDelivered[.server] ?? first.command.at
        var owed = Owed(
            what: .answer, by: .server, since: first.command.at, progress: progress, count: waiting.count - index,
            subject: "memcached \(first.command.command)")
        if end.unread[.server] > 0 || end.unskipped[.server] > 0 {
            owed.what = .restOfMessage
            if let announced, end.unskipped[.server] <= announced {
                owed.announced = announced
                owed.received = announced - end.unskipped[.server]
            }
        }
        return owed
    }
}
