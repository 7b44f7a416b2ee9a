/// A version number of SSL or TLS, as hellos carry it.
struct ProtocolVersion: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt16

    static let ssl2 = ProtocolVersion(rawValue: 0x0002)
    static let ssl3 = ProtocolVersion(rawValue: 0x0300)
    static let tls12 = ProtocolVersion(rawValue: 0x0303)
    static let tls13 = ProtocolVersion(rawValue: 0x0304)

    /// TLS 1.3, or a draft of it: what follows its ServerHello is encrypted.
    var isTLS13: Bool { self == .tls13 || draft != nil }

    /// The number of a draft of TLS 1.3, and of which kind (Facebook's and Google's had their own).
    private var draft: (number: UInt16, kind: String)? {
        switch rawValue >> 8 {
        case 0x7f: (rawValue & 0xff, "draft")
        case 0xfb: (rawValue & 0xff, "fb-draft")
        case 0x7e: (rawValue & 0xff, "experiment")
        default: nil
        }
    }

    /// Whether keys are derived and records protected as in RFC 8446: TLS 1.3, and its drafts from the 26th on.
    var hasFinalKeySchedule: Bool { self == .tls13 || (0x7f1a...0x7f1c).contains(rawValue) }

    /// Whether a ServerHello of this version lacks session id and compression (drafts of TLS 1.3 before the 22nd).
    var hasShortServerHello: Bool { rawValue >> 8 == 0x7f }

    /// As people write it: `TLS 1.2`, `SSLv3`; unknown ones as a number.
    var name: String {
        switch rawValue {
        case 0x0002, 0x0200: return "SSLv2"
        case 0x0300: return "SSLv3"
        case 0x0301...0x0304: return "TLS 1.\(rawValue - 0x0301)"
        default:
            if let draft { return "TLS 1.3-\(draft.kind)\(draft.number)" }
            let digits = String(rawValue, radix: 16)
            return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}

/// Values that clients send to keep servers tolerant (RFC 8701): 0x0a0a, 0x1a1a … 0xfafa.
func isGREASE(_ value: UInt16) -> Bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}
