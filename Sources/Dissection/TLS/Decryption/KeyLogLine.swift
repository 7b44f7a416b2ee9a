/// One line of a key log: a label, and values in hexadecimal digits of either case.
enum KeyLogLine {
    /// Octets of a line that is believed; the longest ones have 32 and 64 octets behind their labels.
    static let longest = 2_048

    /// Nothing of use: empty, a comment, or a secret of something else.
    case nothing
    case bad
    case connection(TLSRandom, Label, [UInt8])
    case premaster(encrypted: UInt64, [UInt8])
    case session(id: [UInt8], master: [UInt8])

    /// Labels whose first value is the random of the ClientHello.
    enum Label: String {
        case clientRandom = "CLIENT_RANDOM"
        case premasterClientRandom = "PMS_CLIENT_RANDOM"
        case clientEarlyTraffic = "CLIENT_EARLY_TRAFFIC_SECRET"
        case clientHandshakeTraffic = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
        case serverHandshakeTraffic = "SERVER_HANDSHAKE_TRAFFIC_SECRET"
        case clientTraffic = "CLIENT_TRAFFIC_SECRET_0"
        case serverTraffic = "SERVER_TRAFFIC_SECRET_0"

        /// Octets of the secret.
        var lengths: [Int] {
            switch self {
            case .clientRandom: [48]
            // Of RSA 48; of Diffie-Hellman as many as the group has.
            case .premasterClientRandom: Array(16...1024)
            default: [32, 48]
            }
        }
    }

    /// Labels of the same files whose secrets open no records.
    private static let unused: Set<String> = [
        "EXPORTER_SECRET", "EARLY_EXPORTER_SECRET", "EARLY_EXPORTER_MASTER_SECRET", "ECH_SECRET", "ECH_CONFIG",
        "QUIC_CLIENT_EARLY_TRAFFIC_SECRET", "QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET", "QUIC_CLIENT_TRAFFIC_SECRET_0", "QUIC_SERVER_TRAFFIC_SECRET_0",
    ]

    init(_ line: [UInt8]) {
        guard line.count <= KeyLogLine.longest else {
            self = .bad
            return
        }
        let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d || $0 == 0 }
        guard let first = words.first, first.first != UInt8(ascii: "#") else {
            self = .nothing
            return
        }
        let label = String(decoding: first, as: UTF8.self)
        if KeyLogLine.unused.contains(label) {
            self = .nothing
        } else if words.count == 3, label == "RSA" {
            self = KeyLogLine.ofRSA(words[1], words[2])
        } else if words.count == 3, let label = Label(rawValue: label) {
            self = KeyLogLine.ofConnection(label, words[1], words[2])
        } else {
            self = .bad
        }
    }

    private static func ofConnection(
        _ label: Label, _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>
    ) -> KeyLogLine {
        guard let name = octets(first), name.count == TLSRandom.byteCount, let random = TLSRandom(name.span.bytes),
            let secret = octets(second), label.lengths.contains(secret.count)
        else { return .bad }
        return .connection(random, label, secret)
    }

    /// `RSA <first 8 octets of the encrypted premaster> <premaster>`, or `RSA Session-ID:<id> Master-Key:<master>`.
    private static func ofRSA(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> KeyLogLine {
        if let id = value("Session-ID:", first), let key = value("Master-Key:", second) {
            guard let id = octets(id), let master = octets(key), (1...32).contains(id.count), master.count == 48 else {
                return .bad
            }
            return .session(id: id, master: master)
        }
        guard let name = octets(first), name.count == 8, let secret = octets(second), secret.count == 48 else {
            return .bad
        }
        return .premaster(encrypted: name.reduce(0) { $0 << 8 | UInt64($1) }, secret)
    }

    private static func value(_ name: StaticString, _ word: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let prefix = Array(name.description.utf8)
        return word.starts(with: prefix) ? word.dropFirst(prefix.count) : nil
    }

    /// Octets out of hexadecimal digits; `nil` where something else stands.
    static func octets(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count % 2 == 0 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x41...0x46: value = digit - 0x37
            case 0x61...0x66: value = digit - 0x57
            default: return nil
            }
            if let first = high {
                octets.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return octets
    }
}
