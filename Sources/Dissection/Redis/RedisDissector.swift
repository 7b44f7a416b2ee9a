import Bytes
import Records

/// Reads Redis (RESP2 and RESP3) and tells each command with its answer.
///
/// Commands wait in a queue for their answers, which come in the same order; pushes and the messages of subscriptions
/// belong to none. Values pass by unread, but for a bounded excerpt of those whose words may be needed.
struct RedisDissector: StreamDissector {
    /// A command that waits for its answer.
    struct Waiting: Sendable {
        var command: StoreCommand
        var verb: RedisVerb
        /// Confirmations of a subscription that are still to come.
        var confirmations: Int
    }

    /// Commands that may wait in one flow, for each one that `Limits.pendingRequests` allows: they are small, and
    /// pipelines are long.
    static let waitingPerPendingRequest = 16

    let limits: Limits
    var draft = RedisCommandDraft()
    /// Arguments of the command being read that are still to come; 0 between commands.
    var argumentsLeft: Int64 = 0
    var waiting = WaitingQueue<Waiting>()
    /// Commands of a transaction, which EXEC will answer.
    var queued = WaitingQueue<Waiting>()
    var reader = RESPReplyReader()
    var pairing: AnswerPairing
    /// What a direction sends now may begin anywhere.
    var isLost: PerSide<Bool>
    /// `CLIENT REPLY OFF` is in force.
    var isReplyOff = false
    /// Commands that `CLIENT REPLY SKIP` leaves without answer.
    var unanswerable = 0
    /// Messages of subscriptions look like arrays (RESP2).
    var isSubscriber = false
    var isMonitor = false
    /// The bytes of the flow are those of a replication stream from here on.
    var isReplication = false
    var toldLimit = false
    /// The number of the database that is selected; `nil` where that was before the capture began.
    var database: UInt32?
    /// How the server's direction ended: nothing can come after that.
    var serverEnd: StreamEnd?

    init(_ environment: Environment) {
        limits = environment.limits
        let isMidstream = environment.hints.isMidstream
        pairing = AnswerPairing(isSure: !isMidstream)
        isLost = PerSide(both: isMidstream)
        database = isMidstream ? nil : 0
    }

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        RedisSignature.probe(client: client, server: server, hints: hints)
    }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        if isReplication { return .opaque("replication stream of Redis") }
        let direction = provenance.direction
        if isLost[direction] {
            switch RedisSignature.resumes(window, direction) {
            case .certain, .certainReversed: isLost[direction] = false
            case .possible: return .more(atLeast: window.byteCount + 1)
            case .no:
                window = window.extracting(droppingFirst: window.byteCount)
                return .proceed
            }
        }
        do {
            return direction == .toServer
                ? try stepCommands(&window, provenance, &sink) : try stepReplies(&window, provenance, &sink)
        } catch {
            // Where the beginning was a guess, so is the fault.
            guard case .broken = error, !pairing.isSure else { throw error }
            forget(direction, &sink)
            window = window.extracting(droppingFirst: window.byteCount)
            return .proceed
        }
    }

    mutating func skipped(_ direction: Direction, at reference: PacketReference, into sink: inout RecordSink) {
        if direction == .toServer {
            if argumentsLeft == 0, draft.count > 0 { finishCommand(at: reference, &sink) }
        } else {
            advance(reader.skipped(), at: reference, &sink)
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
        tellAllUnanswered(&sink)
    }

    /// Bytes of a direction are missing, or could not be read: nothing that waits can be answered with certainty.
    private mutating func forget(_ direction: Direction, _ sink: inout RecordSink) {
        isLost[direction] = true
        pairing.lose()
        if direction == .toServer {
            argumentsLeft = 0
            draft.begin(budget: 0)
        } else {
            reader.reset()
        }
        tellAllUnanswered(hasGaps: true, &sink)
    }

    /// Tells what waits without an answer.
    mutating func tellAllUnanswered(hasGaps: Bool = false, _ sink: inout RecordSink) {
        while let command = queued.popFirst() { tellUnanswered(command.command, hasGaps: hasGaps, &sink) }
        while let command = waiting.popFirst() { tellUnanswered(command.command, hasGaps: hasGaps, &sink) }
    }

    func tellUnanswered(_ command: consuming StoreCommand, hasGaps: Bool, _ sink: inout RecordSink) {
        var command = command
        command.hasGaps = command.hasGaps || hasGaps
        sink.append(.command(command))
    }
}
