import Bytes
import Records

/// Answers.
extension RedisDissector {
    /// Reads as many answers, or values of them, as the window holds.
    mutating func stepReplies(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let end = window.byteCount
        var offset = 0
        while offset < end {
            if !reader.isWithinReply { prepareReader() }
            let progress = try reader.read(window, at: offset)
            switch progress {
            case .short(let needed):
                if offset == 0 { return .more(atLeast: max(needed, end + 1)) }
                window = window.extracting(droppingFirst: offset)
                return .proceed
            case .skip(let count, let rest):
                window = window.extracting(droppingFirst: offset + count)
                return .skip(rest)
            case .read(let count): offset += count
            case .element(let count):
                offset += count
                if isWithinExec() { answerQueued(at: provenance.reference(at: offset - 1), &sink) }
            case .reply(let count):
                offset += count
                finishReply(at: provenance.reference(at: offset - 1), &sink)
                if isReplication {
                    window = window.extracting(droppingFirst: offset)
                    return .proceed
                }
            }
        }
        window = window.extracting(droppingFirst: end)
        return .proceed
    }

    /// Goes on after the string that was passing is over.
    mutating func advance(
        _ progress: RESPReplyReader.Progress, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        switch progress {
        case .element: if isWithinExec() { answerQueued(at: reference, &sink) }
        case .reply: finishReply(at: reference, &sink)
        case .short, .read, .skip: break
        }
    }

    /// Tells the reader whether words of the next answer are wanted.
    private mutating func prepareReader() {
        let verb = waiting.firstVerb
        let wantsWords = verb?.readsWords ?? false
        reader.words.reset(budget: wantsWords ? limits.bodyExcerptBytes : 0)
        if verb?.role == .replicate { isReplication = true }
    }

    /// Mutating, for to ask a value of this size otherwise means to copy it.
    private mutating func isWithinExec() -> Bool {
        !queued.isEmpty && reader.reply.type == RESPType.array
            && waiting.firstVerb?.role == .exec
    }

    /// The next command of the transaction has its answer.
    private mutating func answerQueued(at reference: PacketReference, _ sink: inout RecordSink) {
        guard var next = queued.popFirst() else { return }
        next.command.fields.answer(reader.element, to: next.verb, at: reference)
        sink.append(.command(next.command))
    }

    private mutating func finishReply(at reference: PacketReference, _ sink: inout RecordSink) {
        if reader.reply.type == RESPType.push || isSubscriber && reader.reply.type == RESPType.array {
            switch reader.reply.kind {
            case .subscribed, .unsubscribed: return confirm(at: reference, &sink)
            case .message: return
            case .other: if reader.reply.type == RESPType.push { return }
            }
        }
        if isMonitor, reader.reply.isMonitored { return }
        if !pairing.isSure, let verb = waiting.firstVerb, !reader.reply.fits(verb) {
            return pairing.strayed(at: reference)
        }
        if isWithinExec(), reader.elements > 0 { answerQueued(at: reference, &sink) }
        guard var first = waiting.popFirst() else { return pairing.strayed(at: reference) }
        pairing.answered(at: reference, stillWaiting: waiting.count)
        if reader.reply.isQueued, first.verb.role != .multi {
            queued.append(first)
            return
        }
        follow(first.verb.role, &sink)
        first.command.fields.answer(reader.reply, to: first.verb, at: reference)
        if first.verb.readsWords {
            first.command.words = reader.words.hashes
            first.command.hasAllWords = reader.words.isWhole && first.command.result == .hit
        }
        sink.append(.command(first.command))
    }

    /// What an answered command does to the conversation.
    private mutating func follow(_ role: RedisVerb.Role, _ sink: inout RecordSink) {
        let isRefused = reader.reply.isError
        switch role {
        case .exec, .discard, .reset:
            // Without an array the transaction has come to nothing.
            while let command = queued.popFirst() { tellUnanswered(command.command, hasGaps: false, &sink) }
            if role == .reset, !isRefused {
                isMonitor = false
                isSubscriber = false
            }
        case .monitor: isMonitor = isMonitor || !isRefused
        default: break
        }
    }

    /// A subscription, or its end, is confirmed: once for each channel.
    private mutating func confirm(at reference: PacketReference, _ sink: inout RecordSink) {
        let role: RedisVerb.Role = reader.reply.kind == .subscribed ? .subscribe : .unsubscribe
        guard waiting.atFirst({ $0.verb.role == role }) ?? false else { return }
        waiting.update(at: 0) { $0.confirmations -= 1 }
        guard waiting.atFirst({ $0.confirmations <= 0 }) ?? false, var first = waiting.popFirst() else { return }
        pairing.answered(at: reference, stillWaiting: waiting.count)
        first.command.answered = reference
        first.command.result = .ok
        sink.append(.command(first.command))
    }

    /// What the server owes at the end of the flow.
    func owed(_ end: StreamEnd) -> Owed? {
        guard let first = waiting.first else { return nil }
        switch first.verb.role {
        case .blocking, .quit, .subscribe, .unsubscribe: return nil
        default: break
        }
        let progress = end.lastDelivered[.server] ?? first.command.at
        var owed = Owed(
            what: .answer, by: .server, since: first.command.at, progress: progress, count: waiting.count,
            subject: "redis \(first.command.command)")
        if reader.isWithinReply || end.unread[.server] > 0 {
            owed.what = .restOfMessage
            if let announced = reader.announced, end.unskipped[.server] <= announced {
                owed.announced = announced
                owed.received = announced - end.unskipped[.server]
            }
        }
        return owed
    }
}
