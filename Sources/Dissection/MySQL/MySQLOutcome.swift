import Bytes

/// The flags with which OK and EOF tell the session's state.
struct MySQLStatus: OptionSet, Sendable {
    let rawValue: UInt16

    static let inTransaction = MySQLStatus(rawValue: 0x0001)
    static let moreResults = MySQLStatus(rawValue: 0x0008)
    static let cursorExists = MySQLStatus(rawValue: 0x0040)
    static let inReadOnlyTransaction = MySQLStatus(rawValue: 0x2000)

    var isInTransaction: Bool { !isDisjoint(with: [.inTransaction, .inReadOnlyTransaction]) }

    /// Reads the flags of an OK or EOF packet; empty where it is cut or of an older protocol.
    init(_ payload: RawSpan, byteCount: Int) {
        self.init()
        var rest = payload
        do {
            let mark = try rest.readUInt8()
            if mark == MySQLMark.eof, byteCount <= 5 {
                try rest.skip(2)
            } else {
                _ = try rest.readLengthEncoded()
                _ = try rest.readLengthEncoded()
            }
            self = MySQLStatus(rawValue: UInt16(truncatingIfNeeded: try rest.readLittleEndian(2)))
        } catch {}
    }

    init(rawValue: UInt16) { self.rawValue = rawValue }
}

/// The first octet of a server's packet.
enum MySQLMark {
    static let ok: UInt8 = 0x00
    static let moreData: UInt8 = 0x01
    static let localInfile: UInt8 = 0xfb
    static let eof: UInt8 = 0xfe
    static let error: UInt8 = 0xff
}

/// An ERR packet.
struct MySQLError: Sendable, Equatable {
    /// Octets of the packet that are looked at.
    static let examined = 9 + DatabaseLimits.textBytes
    /// MariaDB uses this number to tell how far a long statement has come.
    static let progressReport: UInt16 = 0xffff

    var code: UInt16 = 0
    var sqlState: String?
    var message = ""

    init(_ payload: RawSpan) {
        guard payload.byteCount >= 3 else { return }
        code = UInt16(truncatingIfNeeded: payload.littleEndian(at: 1, count: 2))
        var begin = 3
        if payload.byteCount >= 9, payload.uint8(at: 3) == UInt8(ascii: "#") {
            sqlState = payload.extracting(4..<9).text
            begin = 9
        }
        let end = payload.firstIndex(of: 0, from: begin) ?? payload.byteCount
        message = payload.extracting(begin..<min(end, begin + DatabaseLimits.textBytes)).text
    }

    /// Whether the server ends the connection with it: shutdown, aborted, timed out, killed, offline, interaction timeout.
    var endsConnection: Bool {
        switch code {
        case 1040, 1053, 1077, 1079, 1080, 1129, 1130, 1152, 1158...1161, 1184, 1203, 1927, 3032, 3169, 4031: true
        default: false
        }
    }

    /// Whether the server has rolled back the transaction with it: a deadlock, or a conflict between servers.
    var rollsBack: Bool { code == 1213 || code == 1614 || code == 3101 }

    /// Whether a whole packet at the front looks like an error, its message being a text.
    static func isLikely(_ window: RawSpan) -> Bool {
        guard let header = MySQLHeader(window), (11...2_048).contains(header.payloadByteCount),
            header.payloadByteCount == window.byteCount - MySQLHeader.byteCount,
            window.uint8(at: MySQLHeader.byteCount) == MySQLMark.error
        else { return false }
        let code = window.littleEndian(at: MySQLHeader.byteCount + 1, count: 2)
        guard (1_000...5_999).contains(code) else { return false }
        for index in (MySQLHeader.byteCount + 3)..<window.byteCount {
            let octet = window.uint8(at: index)
            if octet < 0x20, octet != 0x0a, octet != 0x09 { return false }
        }
        return true
    }
}
