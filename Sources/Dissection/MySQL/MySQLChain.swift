import Bytes

/// Where the beginning of a stream was not seen: whether some octets are packets of MySQL.
enum MySQLChain {
    enum Likeness: Sendable, Equatable {
        case no
        /// They fit, but so little would fit by chance.
        case fitting
        case convincing
    }

    /// Commands that are looked at.
    private static let commands = 8

    /// How much the octets look like commands, one behind the other.
    static func commands(_ window: RawSpan) -> Likeness {
        var offset = 0
        var isConvincing = false
        for _ in 0..<commands {
            if offset == window.byteCount { break }
            guard let header = MySQLHeader(window, at: offset), header.sequence == 0, header.payloadByteCount >= 1,
                window.byteCount - offset > MySQLHeader.byteCount
            else { return .no }
            let begin = offset + MySQLHeader.byteCount
            let isWhole = header.payloadByteCount <= window.byteCount - begin
            let payload = window.extracting(begin..<(isWhole ? begin + header.payloadByteCount : window.byteCount))
            switch command(payload, byteCount: header.payloadByteCount) {
            case .no: return .no
            case .fitting where !isWhole: return .no
            case .fitting: break
            case .convincing: isConvincing = true
            }
            guard isWhole else { break }
            offset = begin + header.payloadByteCount
        }
        return isConvincing ? .convincing : .fitting
    }

    private static func command(_ payload: RawSpan, byteCount: Int) -> Likeness {
        let command = MySQLCommand(rawValue: payload.uint8(at: 0))
        let body = payload.extracting(droppingFirst: 1)
        switch command {
        case .query, .statementPrepare:
            let isAsked = MySQLStatement.keyword(in: body, hasAttributes: nil) != nil
            return isAsked ? .convincing : .no
        case .statementExecute:
            // Number of the statement, flags, and an iteration count that is always one.
            guard byteCount >= 10, body.byteCount >= 9 else { return .no }
            return body.uint8(at: 4) < 16 && body.littleEndian(at: 5, count: 4) == 1 ? .convincing : .no
        case .ping, .quit, .statistics, .processInfo, .debug, .resetConnection: return byteCount == 1 ? .fitting : .no
        case .statementClose, .statementReset: return byteCount == 5 ? .fitting : .no
        case .setOption: return byteCount == 3 ? .fitting : .no
        case .statementFetch: return byteCount == 9 ? .fitting : .no
        case .initDatabase: return byteCount <= 65 && isText(body) ? .fitting : .no
        default: return .no
        }
    }

    private static func isText(_ body: RawSpan) -> Bool {
        for index in 0..<body.byteCount where body.uint8(at: index) < 0x20 { return false }
        return body.byteCount > 0
    }

    /// How much the octets look like an answer that begins there.
    static func answer(_ window: RawSpan) -> Likeness {
        if MySQLError.isLikely(window) {
            return window.byteCount > 7 && window.uint8(at: 7) == UInt8(ascii: "#") ? .convincing : .fitting
        }
        guard let header = MySQLHeader(window), header.sequence > 0, window.byteCount > MySQLHeader.byteCount else {
            return .no
        }
        let end = MySQLHeader.byteCount + header.payloadByteCount
        switch window.uint8(at: MySQLHeader.byteCount) {
        case MySQLMark.ok where header.payloadByteCount >= 7: return end <= window.byteCount ? .fitting : .no
        case MySQLMark.eof: return header.payloadByteCount <= 64 && end == window.byteCount ? .fitting : .no
        case 1...0xfa where header.payloadByteCount <= 2: return definition(window, from: end, after: header.sequence)
        case 0xfc where header.payloadByteCount <= 4: return definition(window, from: end, after: header.sequence)
        default: return .no
        }
    }

    /// A column's definition begins with the name of a catalog, which is always `def`.
    private static func definition(_ window: RawSpan, from offset: Int, after sequence: UInt8) -> Likeness {
        guard let header = MySQLHeader(window, at: offset), header.sequence == sequence &+ 1,
            window.matches("\u{3}def", at: offset + MySQLHeader.byteCount)
        else { return .no }
        return .convincing
    }

    /// Whether a command stands behind the seven octets of the compressed protocol, itself not compressed.
    static func isCompressedCommand(_ window: RawSpan) -> Bool {
        guard window.byteCount > 7, window.littleEndian(at: 0, count: 3) == UInt64(window.byteCount - 7),
            window.littleEndian(at: 4, count: 3) == 0
        else { return false }
        return commands(window.extracting(droppingFirst: 7)) == .convincing
    }
}
