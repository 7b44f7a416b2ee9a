import Bytes
import Records

/// What is before every message but the first: its type, and a length that counts itself (Message Formats).
///
///      0        1                                   5
///     +--------+-----------------------------------+---- - -
///     |  type  |    length, 4 and the body's       |  body
///     +--------+-----------------------------------+---- - -
struct PostgreSQLHeader: Sendable, Equatable {
    static let byteCount = 5

    let type: PostgreSQLMessageType
    let bodyByteCount: Int

    /// Reads the header at `offset`; `nil` where fewer than five octets are there, or no such message exists.
    init?(_ window: RawSpan, at offset: Int = 0, from side: Side) {
        guard offset >= 0, window.byteCount >= Self.byteCount, offset <= window.byteCount - Self.byteCount else {
            return nil
        }
        type = PostgreSQLMessageType(rawValue: window.uint8(at: offset))
        let length = Int(window.uint32(at: offset + 1))
        guard let allowed = type.lengths(from: side), allowed.contains(length) else { return nil }
        bodyByteCount = length - 4
    }
}

/// The type octet of a message; the same letter means different things from client and server.
struct PostgreSQLMessageType: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    private init(_ letter: Unicode.Scalar) { rawValue = UInt8(ascii: letter) }

    // From both.
    static let copyData = PostgreSQLMessageType("d")
    static let copyDone = PostgreSQLMessageType("c")
    // From the client.
    static let bind = PostgreSQLMessageType("B")
    static let close = PostgreSQLMessageType("C")
    static let copyFail = PostgreSQLMessageType("f")
    static let describe = PostgreSQLMessageType("D")
    static let execute = PostgreSQLMessageType("E")
    static let flush = PostgreSQLMessageType("H")
    static let functionCall = PostgreSQLMessageType("F")
    static let parse = PostgreSQLMessageType("P")
    /// Password, SASL and GSSAPI answers: all secret.
    static let password = PostgreSQLMessageType("p")
    static let query = PostgreSQLMessageType("Q")
    static let sync = PostgreSQLMessageType("S")
    static let terminate = PostgreSQLMessageType("X")
    // From the server.
    static let authentication = PostgreSQLMessageType("R")
    static let backendKeyData = PostgreSQLMessageType("K")
    static let bindComplete = PostgreSQLMessageType("2")
    static let closeComplete = PostgreSQLMessageType("3")
    static let commandComplete = PostgreSQLMessageType("C")
    static let copyBothResponse = PostgreSQLMessageType("W")
    static let copyInResponse = PostgreSQLMessageType("G")
    static let copyOutResponse = PostgreSQLMessageType("H")
    static let dataRow = PostgreSQLMessageType("D")
    static let emptyQueryResponse = PostgreSQLMessageType("I")
    static let errorResponse = PostgreSQLMessageType("E")
    static let functionCallResponse = PostgreSQLMessageType("V")
    static let negotiateProtocolVersion = PostgreSQLMessageType("v")
    static let noData = PostgreSQLMessageType("n")
    static let noticeResponse = PostgreSQLMessageType("N")
    static let notificationResponse = PostgreSQLMessageType("A")
    static let parameterDescription = PostgreSQLMessageType("t")
    static let parameterStatus = PostgreSQLMessageType("S")
    static let parseComplete = PostgreSQLMessageType("1")
    static let portalSuspended = PostgreSQLMessageType("s")
    static let readyForQuery = PostgreSQLMessageType("Z")
    static let rowDescription = PostgreSQLMessageType("T")

    /// The length field of a message that may be large, octets: the server refuses more.
    private static let large = 0x3fff_ffff
    /// The same of all others.
    private static let small = 30_000

    /// Which values the length field may have; `nil` for an unknown type.
    func lengths(from side: Side) -> ClosedRange<Int>? { side == .client ? clientLengths : serverLengths }

    private var clientLengths: ClosedRange<Int>? {
        switch self {
        case .flush, .sync, .terminate, .copyDone: 4...4
        case .query, .copyFail: 5...Self.large
        case .parse: 8...Self.large
        case .bind: 12...Self.large
        case .functionCall: 14...Self.large
        case .copyData: 4...Self.large
        case .close, .describe: 6...Self.small
        case .execute: 9...Self.small
        case .password: 4...(65_535 + 4)
        default: nil
        }
    }

    private var serverLengths: ClosedRange<Int>? {
        switch self {
        case .parseComplete, .bindComplete, .closeComplete, .noData, .portalSuspended, .emptyQueryResponse, .copyDone:
            4...4
        case .readyForQuery: 5...5
        case .backendKeyData: 12...264
        case .authentication: 8...Self.small
        case .parameterStatus: 6...Self.small
        case .commandComplete: 5...Self.small
        case .negotiateProtocolVersion: 12...Self.small
        case .copyInResponse, .copyOutResponse, .copyBothResponse: 7...Self.small
        case .parameterDescription: 6...(6 + 4 * 65_535)
        case .notificationResponse: 10...Self.large
        case .rowDescription, .dataRow: 6...Self.large
        case .functionCallResponse: 8...Self.large
        case .errorResponse, .noticeResponse: 5...Self.large
        case .copyData: 4...Self.large
        default: nil
        }
    }
}
