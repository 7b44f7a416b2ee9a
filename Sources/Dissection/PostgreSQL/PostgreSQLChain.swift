import Bytes
import Records

/// How much some octets look like messages of PostgreSQL, one behind the other.
///
/// Where the beginning of a stream was not seen, this finds the protocol and the beginnings of messages.
struct PostgreSQLChain: Sendable, Equatable {
    /// What speaks for it: a length that fits is one, a content that fits two, a statement three.
    private(set) var evidence = 0
    /// The last message ends where the octets end.
    private(set) var isExact = false
    private var isBroken = false

    /// Messages that are looked at.
    private static let messages = 8

    /// Whether the octets are messages, as good as certainly.
    var isConvincing: Bool { !isBroken && (evidence >= 3 || isExact && evidence >= 2) }

    init(_ window: RawSpan, from side: Side) {
        var offset = 0
        for _ in 0..<Self.messages {
            guard window.byteCount - offset >= PostgreSQLHeader.byteCount else {
                isExact = offset == window.byteCount
                return
            }
            guard let header = PostgreSQLHeader(window, at: offset, from: side),
                header.bodyByteCount <= DatabaseLimits.searchedMessageBytes
            else {
                isBroken = true
                return
            }
            let begin = offset + PostgreSQLHeader.byteCount
            let isWhole = header.bodyByteCount <= window.byteCount - begin
            let body = window.extracting(begin..<(isWhole ? begin + header.bodyByteCount : window.byteCount))
            let weight = Self.weight(of: header, body, isWhole: isWhole, from: side)
            if weight == 0 {
                isBroken = true
                return
            }
            if isWhole || weight == 3 { evidence += weight }
            guard isWhole else { return }
            offset = begin + header.bodyByteCount
        }
        isExact = offset == window.byteCount
    }

    /// 0 where the content cannot be that of such a message.
    private static func weight(
        of header: PostgreSQLHeader, _ body: RawSpan, isWhole: Bool, from side: Side
    ) -> Int {
        side == .client
            ? clientWeight(header, body, isWhole: isWhole) : serverWeight(header, body, isWhole: isWhole)
    }

    private static func clientWeight(_ header: PostgreSQLHeader, _ body: RawSpan, isWhole: Bool) -> Int {
        switch header.type {
        case .flush, .sync, .terminate, .copyDone: return 2
        case .query:
            if isWhole, body.uint8(at: body.byteCount - 1) != 0 { return 0 }
            return StatementKeyword(startOf: body) == nil ? 1 : 3
        case .parse:
            guard let name = body.firstIndex(of: 0) else { return isWhole ? 0 : 1 }
            return StatementKeyword(startOf: body.extracting(droppingFirst: name + 1)) == nil ? 1 : 3
        default: return 1
        }
    }

    private static func serverWeight(_ header: PostgreSQLHeader, _ body: RawSpan, isWhole: Bool) -> Int {
        switch header.type {
        case .parseComplete, .bindComplete, .closeComplete, .noData, .portalSuspended, .emptyQueryResponse, .copyDone:
            return 2
        case .readyForQuery:
            return body.byteCount < 1 || TransactionStatus(rawValue: body.uint8(at: 0)).isKnown ? 2 : 0
        case .commandComplete:
            return body.byteCount < 1 || body.uint8(at: 0) &- 0x41 < 26 ? 2 : 0
        case .errorResponse, .noticeResponse:
            return body.byteCount < 1 || body.uint8(at: 0) == UInt8(ascii: "S") ? 2 : 0
        case .dataRow:
            guard body.byteCount >= 2 else { return isWhole ? 0 : 1 }
            return header.bodyByteCount >= 2 + 4 * Int(body.uint16(at: 0)) ? 2 : 0
        case .authentication:
            return body.byteCount < 4 || body.uint32(at: 0) < 16 ? 2 : 0
        default: return 1
        }
    }
}
