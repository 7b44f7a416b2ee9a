import Bytes
import Records

/// The text protocol and its meta commands.
extension MemcachedDissector {
    mutating func stepRequests(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        guard let (line, next) = try textLine(window) else { return .more(atLeast: window.byteCount + 1) }
        let reference = provenance.reference(at: next - 1)
        guard let request = MemcachedRequestLine(window.extracting(line)) else {
            return try skipUnknown(&window, line, next)
        }
        var command = MemcachedWaiting(
            command: StoreCommand(store: .memcached, at: reference, command: request.verb.rawValue), verb: request.verb)
        command.command.key = request.key
        command.command.keyCount = request.keyCount
        command.command.effect = request.effect
        command.command.ttl = request.lifetime.flatMap { MemcachedLifetime.seconds($0, from: reference.time) }
        command.opaque = request.opaque
        command.isQuiet = request.verb.isMeta && request.isQuiet
        let isSilent = request.verb == .quit || request.isQuiet && !request.verb.isMeta
        guard let octets = request.valueOctets else {
            window = window.extracting(droppingFirst: next)
            finish(command, isSilent: isSilent, at: reference, &sink)
            return .proceed
        }
        return try store(
            command, isSilent: isSilent, octets: octets, lineEnd: 2, at: next, &window, provenance, &sink)
    }

    /// Reads the value behind a command, or the beginning of it; `start` is where it begins in the window.
    mutating func store(
        _ request: consuming MemcachedWaiting, isSilent: Bool, octets: Int64, lineEnd: Int, at start: Int,
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        guard octets <= RESPType.longestString else {
            throw .broken(field: "memcached value", value: UInt64(clamping: octets))
        }
        let length = Int(octets)
        words.reset(budget: limits.bodyExcerptBytes)
        let looked = words.wanted(of: length)
        guard window.byteCount - start >= looked else { return .more(atLeast: start + looked) }
        words.add(window.extracting(start..<start + looked), ofLength: length)
        request.command.words = words.hashes
        request.command.hasAllWords = words.isWhole
        request.command.valueBytes = UInt64(length)
        let whole = start + length + lineEnd
        guard window.byteCount >= whole else {
            let rest = whole - window.byteCount
            storing = request
            storingIsSilent = isSilent
            window = window.extracting(droppingFirst: window.byteCount)
            return .skip(UInt64(rest))
        }
        if lineEnd == 2, !window.matches("\r\n", at: whole - 2) {
            throw .broken(field: "memcached value end", value: UInt64(window.uint8(at: whole - 2)))
        }
        let reference = provenance.reference(at: whole - 1)
        window = window.extracting(droppingFirst: whole)
        finish(request, isSilent: isSilent, at: reference, &sink)
        return .proceed
    }

    mutating func stepAnswers(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        guard let (line, next) = try textLine(window) else { return .more(atLeast: window.byteCount + 1) }
        let reference = provenance.reference(at: next - 1)
        let text = window.extracting(line)
        guard let answer = MemcachedAnswerLine(text) else { return try skipUnknown(&window, line, next) }
        if let octets = answer.valueOctets {
            return try readValue(answer, octets: octets, at: next, &window, provenance, &sink)
        }
        let error = answer.isError ? text.extracting(first: min(256, text.byteCount)).text : nil
        window = window.extracting(droppingFirst: next)
        if answer.code == .statistic || answer.code == .item { return .proceed }
        resolveQuiet(before: answer, at: reference, &sink)
        guard let fits = waiting.atFirst({ answer.fits($0) }) else {
            pairing.strayed(at: reference)
            return .proceed
        }
        guard fits else {
            mismatch(at: reference, &sink)
            return .proceed
        }
        waiting.update(at: 0) { first in
            first.command.result = answer.result(of: first)
            first.command.error = error
            if let lifetime = answer.lifetime, lifetime >= 0 { first.command.ttl = Double(lifetime) }
        }
        finishFirst(at: reference, &sink)
        return .proceed
    }

    /// Reads the value of an answer, or the beginning of it.
    private mutating func readValue(
        _ answer: MemcachedAnswerLine, octets: Int64, at start: Int, _ window: inout RawSpan,
        _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        guard octets <= RESPType.longestString else {
            throw .broken(field: "memcached value", value: UInt64(clamping: octets))
        }
        let length = Int(octets)
        words.reset(budget: limits.bodyExcerptBytes)
        let looked = words.wanted(of: length)
        guard window.byteCount - start >= looked else { return .more(atLeast: start + looked) }
        let reference = provenance.reference(at: start - 1)
        resolveQuiet(before: answer, at: reference, &sink)
        if waiting.atFirst({ answer.fits($0) }) ?? false {
            words.add(window.extracting(start..<start + looked), ofLength: length)
            let hashes = words.hashes
            let isWhole = words.isWhole
            waiting.update(at: 0) { first in
                if first.values == 0 { first.command.words = hashes }
                first.command.hasAllWords = isWhole && first.values == 0
                if first.values < .max { first.values += 1 }
                first.command.valueBytes &+= UInt64(length)
                first.command.result = answer.result(of: first)
                if let lifetime = answer.lifetime, lifetime >= 0 { first.command.ttl = Double(lifetime) }
            }
            endsCommand = answer.code == .metaValue
        } else {
            if waiting.isEmpty { pairing.strayed(at: reference) } else { mismatch(at: reference, &sink) }
            endsCommand = false
        }
        return passValue(length: length, lineEnd: 2, at: start, &window, provenance, &sink)
    }

    /// Passes over a value of an answer, whose command is the oldest that waits.
    mutating func passValue(
        length: Int, lineEnd: Int, at start: Int, _ window: inout RawSpan, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) -> Demand {
        let whole = start + length + lineEnd
        guard window.byteCount >= whole else {
            announced = UInt64(length)
            let rest = whole - window.byteCount
            window = window.extracting(droppingFirst: window.byteCount)
            return .skip(UInt64(rest))
        }
        let reference = provenance.reference(at: whole - 1)
        window = window.extracting(droppingFirst: whole)
        finishValue(at: reference, &sink)
        return .proceed
    }

    /// Quiet commands that an answer passes by were answered by silence.
    private mutating func resolveQuiet(
        before answer: MemcachedAnswerLine, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        while waiting.atFirst({ $0.isQuiet && !answer.fits($0) }) ?? false { finishQuietly(at: reference, &sink) }
    }

    /// An answer that the oldest waiting command cannot have: commands or answers were missed.
    private mutating func mismatch(at reference: PacketReference, _ sink: inout RecordSink) {
        pairing.strayed(at: reference)
        tellAllUnanswered(hasGaps: true, &sink)
    }

    /// The first line without its end, and where the next one begins; `nil` where it is not complete.
    private func textLine(_ window: RawSpan) throws(Malformed) -> (Range<Int>, Int)? {
        guard let end = window.firstIndex(of: 0x0a) else {
            let count = window.byteCount
            guard count <= MemcachedRequestLine.longest else {
                throw .broken(field: "memcached line", value: UInt64(count))
            }
            return nil
        }
        let isPaired = end > 0 && window.uint8(at: end - 1) == 0x0d
        return (0..<(isPaired ? end - 1 : end), end + 1)
    }

    /// Passes over a line that is none of the protocol's, as other commands and their answers have.
    private func skipUnknown(_ window: inout RawSpan, _ line: Range<Int>, _ next: Int) throws(Malformed) -> Demand {
        for index in line {
            let octet = window.uint8(at: index)
            guard octet >= 0x20 || octet == 0x09 else { throw .broken(field: "memcached line", value: UInt64(octet)) }
        }
        window = window.extracting(droppingFirst: next)
        return .proceed
    }
}

extension MemcachedAnswerLine {
    /// Whether it can answer a command.
    func fits(_ waiting: borrowing MemcachedWaiting) -> Bool {
        if let mine = opaque, let theirs = waiting.opaque, mine != theirs { return false }
        if isError { return true }
        switch waiting.verb {
        case .get, .gets, .gat, .gats: return code == .value || code == .end
        case .set, .add, .replace, .append, .prepend, .cas:
            return code == .stored || code == .notStored || code == .exists || code == .notFound
        case .delete: return code == .deleted || code == .notFound
        case .touch: return code == .touched || code == .notFound
        case .incr, .decr: return code == .number || code == .notFound
        case .metaGet: return code == .metaValue || code == .metaHeader || code == .metaMiss && !waiting.isQuiet
        case .metaSet, .metaDelete, .metaArithmetic:
            switch code {
            case .metaHeader: return !waiting.isQuiet
            case .metaNotFound: return !(waiting.isQuiet && waiting.verb == .metaDelete)
            case .metaValue, .metaNotStored, .metaExists, .metaMiss: return true
            default: return false
            }
        case .metaNoOp: return code == .metaNoOp
        case .metaDebug: return code == .metaDebug || code == .metaMiss
        case .flushAll, .verbosity: return code == .ok
        case .version: return code == .version
        case .stats: return code == .end || code == .reset || code == .ok
        case .quit, .noop, .authenticate, .other: return true
        }
    }

    /// What it means to a command that it fits.
    func result(of waiting: borrowing MemcachedWaiting) -> StoreCommand.Result {
        switch code {
        case .error, .clientError, .serverError, .busy: .error
        case .value: .hit
        case .end: waiting.verb.isRetrieval ? waiting.values > 0 ? .hit : .miss : .ok
        case .metaValue, .metaHeader: waiting.verb.isRetrieval ? .hit : .ok
        case .metaMiss, .metaNotFound, .notFound: .miss
        case .notStored, .metaNotStored: .notStored
        case .exists, .metaExists: .exists
        case .number: .integer(number ?? 0)
        case .stored, .deleted, .touched, .ok, .reset, .statistic, .item, .version, .metaNoOp, .metaDebug: .ok
        }
    }
}
