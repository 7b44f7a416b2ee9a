import Bytes
import Records

/// Commands.
extension RedisDissector {
    /// Reads as many commands, or arguments of them, as the window holds.
    mutating func stepCommands(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let end = window.byteCount
        var offset = 0
        var needed = 0
        while offset < end {
            if argumentsLeft == 0 {
                guard window.uint8(at: offset) == RESPType.array else {
                    let count = try readInline(window, at: offset, provenance, &sink)
                    if count == 0 { break }
                    offset += count
                    continue
                }
                guard let number = try RESPNumber(in: window, at: offset) else { break }
                guard number.value <= Int64(Int32.max), !number.isStreamed else {
                    throw .broken(field: "RESP arguments", value: UInt64(clamping: number.value))
                }
                offset += number.byteCount
                // An empty array is no command, and has no answer.
                argumentsLeft = max(0, number.value)
                draft.begin(budget: limits.bodyExcerptBytes)
                continue
            }
            guard window.uint8(at: offset) == RESPType.bulkString else {
                throw .broken(field: "RESP argument", value: UInt64(window.uint8(at: offset)))
            }
            guard let number = try RESPNumber(in: window, at: offset) else { break }
            guard number.value >= 0, number.value <= RESPType.longestString, !number.isStreamed else {
                throw .broken(field: "RESP argument length", value: UInt64(bitPattern: number.value))
            }
            let length = Int(number.value)
            let body = offset + number.byteCount
            let looked = draft.wanted(of: length)
            guard end - body >= looked else {
                needed = number.byteCount + looked
                break
            }
            draft.take(window.extracting(body..<body + looked), ofLength: length)
            argumentsLeft -= 1
            guard end - body >= length + 2 else {
                window = window.extracting(droppingFirst: end)
                return .skip(UInt64(length + 2 - (end - body)))
            }
            guard window.uint8(at: body + length) == 0x0d, window.uint8(at: body + length + 1) == 0x0a else {
                throw .broken(field: "RESP argument end", value: UInt64(window.uint8(at: body + length)))
            }
            offset = body + length + 2
            if argumentsLeft == 0 { finishCommand(at: provenance.reference(at: offset - 1), &sink) }
        }
        if offset == 0 { return .more(atLeast: max(needed, end + 1)) }
        window = window.extracting(droppingFirst: offset)
        return .proceed
    }

    /// Reads an inline command, as people type them; returns its octets, 0 where it is not complete.
    private mutating func readInline(
        _ window: RawSpan, at start: Int, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Int {
        guard let end = window.firstIndex(of: 0x0a, from: start) else {
            let count = window.byteCount - start
            let octet = window.uint8(at: start)
            guard count <= RESPType.longestLine, octet >= 0x20 || octet == 0x0d, octet < 0x7f else {
                throw .broken(field: "inline command", value: UInt64(octet))
            }
            return 0
        }
        let isPaired = end > start && window.uint8(at: end - 1) == 0x0d
        let line = window.extracting(start..<(isPaired ? end - 1 : end))
        draft.begin(budget: limits.bodyExcerptBytes)
        var words = InlineWords()
        while let range = words.next(in: line) {
            let word = line.extracting(range)
            if draft.count == 0, !word.isCommandWord {
                throw .broken(field: "inline command", value: UInt64(window.uint8(at: start)))
            }
            let looked = draft.wanted(of: word.byteCount)
            draft.take(word.extracting(first: looked), ofLength: word.byteCount)
        }
        if draft.count > 0 { finishCommand(at: provenance.reference(at: end), &sink) }
        return end + 1 - start
    }

    /// The command being read is complete.
    mutating func finishCommand(at reference: PacketReference, _ sink: inout RecordSink) {
        var command = draft.finish(at: reference)
        let verb = draft.verb
        let mode = draft.replyMode
        let channels = draft.channels
        command.database = database
        if let selection = draft.selection { database = selection }
        if verb.role == .reset { database = 0 }
        draft.begin(budget: 0)
        let arrival = pairing.asked(at: reference, whileWaiting: waiting.count)
        if mode == .on { isReplyOff = false }
        if isReplyOff || mode == .off || mode == .skip || unanswerable > 0 {
            unanswerable = mode == .skip ? 1 : max(0, unanswerable - 1)
            if mode == .off { isReplyOff = true }
            sink.append(.command(command))
            return
        }
        switch verb.role {
        case .subscribe, .unsubscribe: isSubscriber = true
        default: break
        }
        switch arrival {
        case .wait: break
        case .waitAlone: tellAllUnanswered(hasGaps: true, &sink)
        case .unpaired:
            command.hasGaps = true
            sink.append(.command(command))
            return
        }
        bound(at: reference, &sink)
        waiting.append(Waiting(command: consume command, verb: verb, confirmations: channels))
    }

    /// Keeps the queue short: where it is full, all that wait are told without their answers.
    private mutating func bound(at reference: PacketReference, _ sink: inout RecordSink) {
        let most = limits.pendingRequests * Self.waitingPerPendingRequest
        guard waiting.count + queued.count >= most else { return }
        if !toldLimit {
            toldLimit = true
            let place = Place(packet: reference.packet, time: reference.time, offset: 0, direction: .toServer)
            let detail = "pendingRequests: more than \(most) Redis commands wait for their answers"
            sink.append(.event(FlowEvent(kind: .limit, place: place, detail: detail)))
        }
        pairing.lose()
        tellAllUnanswered(hasGaps: true, &sink)
    }
}
