import Bytes
import Records

/// The binary protocol.
extension MemcachedDissector {
    mutating func stepBinaryRequest(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        var rest = window
        let header = try MemcachedBinaryHeader(parsing: &rest)
        guard header.magic == MemcachedBinaryHeader.request else {
            throw .broken(field: "memcached magic", value: UInt64(header.magic))
        }
        let start = MemcachedBinaryHeader.byteCount + header.extrasOctets + header.keyOctets
        guard window.byteCount >= start else { return .more(atLeast: start) }
        let reference = provenance.reference(at: start - 1)
        var command = MemcachedWaiting(
            command: StoreCommand(store: .memcached, at: reference, command: header.name), verb: header.verb)
        command.opcode = header.opcode
        command.command.effect = header.verb.effect
        command.opaque = UInt64(header.opaque)
        command.isQuiet = header.isQuiet
        if header.keyOctets > 0, header.verb != .authenticate, header.verb != .stats {
            command.command.key = window.extracting(start - header.keyOctets..<start).text
            command.command.keyCount = 1
        }
        if let offset = header.lifetimeOffset {
            let lifetime = window.uint32(at: MemcachedBinaryHeader.byteCount + offset)
            // All ones: a counter that does not exist is not to be made.
            if lifetime != .max {
                command.command.ttl = MemcachedLifetime.seconds(Int64(lifetime), from: reference.time)
            }
        }
        guard command.verb.isStorage else {
            return pass(command, header, from: start, reference, &window, &sink)
        }
        return try store(
            command, isSilent: false, octets: Int64(header.valueOctets), lineEnd: 0, at: start, &window, provenance,
            &sink)
    }

    /// A command whose value, if it has one, is not looked at.
    private mutating func pass(
        _ command: consuming MemcachedWaiting, _ header: MemcachedBinaryHeader, from start: Int,
        _ reference: PacketReference, _ window: inout RawSpan, _ sink: inout RecordSink
    ) -> Demand {
        window = window.extracting(droppingFirst: start)
        guard header.valueOctets > 0 else {
            finish(command, isSilent: false, at: reference, &sink)
            return .proceed
        }
        storing = command
        storingIsSilent = false
        return .skip(UInt64(header.valueOctets))
    }

    mutating func stepBinaryResponse(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        var rest = window
        let header = try MemcachedBinaryHeader(parsing: &rest)
        guard header.magic == MemcachedBinaryHeader.response else {
            throw .broken(field: "memcached magic", value: UInt64(header.magic))
        }
        let start = MemcachedBinaryHeader.byteCount + header.extrasOctets + header.keyOctets
        let length = header.valueOctets
        words.reset(budget: header.status == 0 && !header.verb.isRetrieval ? 8 : limits.bodyExcerptBytes)
        let looked = words.wanted(of: length)
        guard window.byteCount >= start + looked else { return .more(atLeast: start + looked) }
        let reference = provenance.reference(at: start + looked - 1)
        guard seek(header, at: reference, &sink) else {
            pairing.strayed(at: reference)
            endsCommand = false
            return passValue(length: length, lineEnd: 0, at: start, &window, provenance, &sink)
        }
        let excerpt = window.extracting(start..<start + looked)
        note(header, excerpt: excerpt, length: length)
        // Statistics come one by one; the last one is empty.
        endsCommand = header.verb != .stats || header.status != 0 || header.bodyOctets == 0
        return passValue(length: length, lineEnd: 0, at: start, &window, provenance, &sink)
    }

    /// Brings the command that a response answers to the front; what it passes by has no answer.
    private mutating func seek(
        _ header: MemcachedBinaryHeader, at reference: PacketReference, _ sink: inout RecordSink
    ) -> Bool {
        let index = waiting.firstIndex(within: Self.searchDepth) {
            $0.opcode == header.opcode && $0.opaque == UInt64(header.opaque)
        }
        guard let index else { return false }
        for _ in 0..<index {
            if waiting.atFirst({ $0.isQuiet }) ?? false {
                finishQuietly(at: reference, &sink)
            } else if let passed = waiting.popFirst() {
                sink.append(.command(passed.command))
            }
        }
        return true
    }

    private mutating func note(_ header: MemcachedBinaryHeader, excerpt: RawSpan, length: Int) {
        if header.status == 0, header.verb.isRetrieval { words.add(excerpt, ofLength: length) }
        let hashes = words.hashes
        let isWhole = words.isWhole
        waiting.update(at: 0) { first in
            switch header.status {
            case 0: first.command.result = header.success(excerpt)
            case 1: first.command.result = .miss
            case 2: first.command.result = .exists
            case 5: first.command.result = .notStored
            // An authentication goes on.
            case 0x21: first.command.result = .ok
            default:
                first.command.result = .error
                let text = excerpt.extracting(first: min(256, excerpt.byteCount)).text
                first.command.error = text.isEmpty ? "status \(header.status)" : text
            }
            if header.status == 0, header.verb.isRetrieval {
                first.command.words = hashes
                first.command.hasAllWords = isWhole
                first.command.valueBytes = UInt64(length)
            }
        }
    }
}

extension MemcachedBinaryHeader {
    /// The command's name in the text protocol; the number of one that has none.
    fileprivate var name: String { verb == .other ? "opcode_\(opcode)" : verb.rawValue }

    /// What status 0 means.
    fileprivate func success(_ value: RawSpan) -> StoreCommand.Result {
        switch verb {
        case .get, .gat: .hit
        case .incr, .decr: value.byteCount >= 8 ? .integer(Int64(clamping: value.uint64(at: 0))) : .ok
        default: .ok
        }
    }
}
