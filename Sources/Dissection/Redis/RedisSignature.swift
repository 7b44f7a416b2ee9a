import Bytes
import Records

/// How Redis is recognised: by commands that it knows, in the client's direction.
enum RedisSignature {
    /// Names that other line protocols (POP3, FTP, SMTP) begin with too: as inline commands they prove nothing.
    private static func isShared(_ role: RedisVerb.Role) -> Bool { role == .secret || role == .quit }

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        switch command(client) {
        case .certain: return .certain
        case .possible: return server.isEmpty || reply(server) != .no ? .possible : .no
        case .no, .certainReversed: break
        }
        switch inline(client) {
        case .certain:
            switch reply(server) {
            case .certain: return .certain
            case .possible: return .possible
            case .no, .certainReversed: return .no
            }
        case .possible: return reply(server) == .no ? .no : .possible
        case .no, .certainReversed: break
        }
        return hints.isMidstream ? reversed(client: client, server: server) : .no
    }

    /// Whether reading can begin at `window`.
    static func resumes(_ window: RawSpan, _ direction: Direction) -> Probe {
        direction == .toServer ? command(window) : reply(window)
    }

    /// Roles are a guess where the beginning was not captured.
    private static func reversed(client: RawSpan, server: RawSpan) -> Probe {
        guard command(server) == .certain else { return .no }
        switch reply(client) {
        case .certain: return .certainReversed
        case .possible: return .possible
        case .no, .certainReversed: return .no
        }
    }

    /// An array of strings whose first is the name of a command.
    private static func command(_ window: RawSpan) -> Probe {
        guard !window.isEmpty else { return .no }
        guard window.uint8(at: 0) == RESPType.array else { return .no }
        do {
            guard let count = try RESPNumber(in: window, at: 0) else { return .possible }
            guard count.value > 0, count.value <= Int64(Int32.max) else { return .no }
            let start = count.byteCount
            guard start < window.byteCount else { return .possible }
            guard window.uint8(at: start) == RESPType.bulkString else { return .no }
            guard let length = try RESPNumber(in: window, at: start) else { return .possible }
            guard length.value > 0, length.value <= 16 else { return .no }
            let name = start + length.byteCount
            let end = name + Int(length.value)
            guard window.byteCount >= end + 2 else { return .possible }
            guard window.matches("\r\n", at: end) else { return .no }
            return RedisVerbTable.shared.verb(named: window.extracting(name..<end)) == nil ? .no : .certain
        } catch {
            return .no
        }
    }

    /// A line that begins with the name of a command.
    private static func inline(_ window: RawSpan) -> Probe {
        guard !window.isEmpty else { return .no }
        var end = 0
        while end < window.byteCount, end <= 16 {
            let octet = window.uint8(at: end)
            if octet == 0x20 || octet == 0x0d || octet == 0x0a { break }
            guard (octet | 0x20) &- 0x61 < 26 else { return .no }
            end += 1
        }
        guard end > 0, end <= 16 else { return .no }
        guard end < window.byteCount, window.firstIndex(of: 0x0a) != nil else { return .possible }
        guard let verb = RedisVerbTable.shared.verb(named: window.extracting(first: end)) else { return .no }
        return isShared(verb.role) ? .no : .certain
    }

    /// Something that a server answers; `possible` where there is too little of it.
    private static func reply(_ window: RawSpan) -> Probe {
        guard !window.isEmpty else { return .possible }
        let type = window.uint8(at: 0)
        switch type {
        case RESPType.simpleString, RESPType.simpleError: return line(window)
        case RESPType.integer, RESPType.bulkString, RESPType.array, RESPType.map, RESPType.set, RESPType.push:
            return number(type, window)
        case RESPType.null:
            return window.byteCount < 3 ? .possible : window.matches("\r\n", at: 1) ? .certain : .no
        default: return .no
        }
    }

    private static func line(_ window: RawSpan) -> Probe {
        guard let end = window.firstIndex(of: 0x0a) else { return window.byteCount < 512 ? .possible : .no }
        guard end > 1, window.uint8(at: end - 1) == 0x0d else { return .no }
        for index in 1..<end - 1 {
            let octet = window.uint8(at: index)
            guard octet >= 0x20, octet != 0x7f else { return .no }
        }
        // Errors begin with a word in capitals.
        let isError = window.uint8(at: 0) == RESPType.simpleError
        return isError && window.uint8(at: 1) &- 0x41 >= 26 ? .no : .certain
    }

    private static func number(_ type: UInt8, _ window: RawSpan) -> Probe {
        do {
            guard let number = try RESPNumber(in: window, at: 0) else { return .possible }
            let next = number.byteCount
            if type == RESPType.integer || number.value <= 0 { return .certain }
            if type == RESPType.bulkString {
                guard number.value <= RESPType.longestString else { return .no }
                let end = next + Int(number.value)
                if window.byteCount < end + 2 { return .certain }
                return window.matches("\r\n", at: end) ? .certain : .no
            }
            guard next < window.byteCount else { return .possible }
            switch window.uint8(at: next) {
            case RESPType.integer, RESPType.bulkString, RESPType.array, RESPType.simpleString, RESPType.null,
                RESPType.simpleError, RESPType.map, RESPType.set, RESPType.double, RESPType.boolean:
                return .certain
            default: return .no
            }
        } catch {
            return .no
        }
    }
}
