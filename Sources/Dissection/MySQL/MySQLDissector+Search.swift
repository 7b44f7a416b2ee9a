import Bytes
import Records

/// Where bytes are missing, or the beginning was not seen: looking for packets at the beginnings of segments.
extension MySQLDissector {
    mutating func search(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let side = provenance.direction.sender
        let isFound = side == .client ? findClient(window) : findServer(window)
        if isFound {
            isSearching[side] = false
            return try step(&window, provenance, into: &sink)
        }
        if side == .client, MySQLChain.isCompressedCommand(window) {
            hasRead = true
            return becomeCompressed()
        }
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    private mutating func findClient(_ window: RawSpan) -> Bool {
        if MySQLLogin.isLikely(window) {
            stage = .login
            isSearching.server = false
            return true
        }
        return MySQLChain.commands(window) != .no
    }

    private mutating func findServer(_ window: RawSpan) -> Bool {
        if MySQLGreeting.isLikely(window) == true {
            stage = .greeting
            isSearching.client = false
            return true
        }
        if MySQLError.isLikely(window) { return true }
        guard let question = questions.first, let header = MySQLHeader(window) else { return false }
        guard header.sequence == question.firstSequence, window.byteCount > MySQLHeader.byteCount else { return false }
        return MySQLChain.answer(window) != .no || question.command.answer == .text
            || question.command.answer == .fieldList
    }

    mutating func becomeCompressed() -> Demand {
        isCompressed = true
        return .opaque("compressed MySQL protocol")
    }
}
