import Crypto
import Records

@testable import Dissection

/// A connection of TLS 1.3 (AES-128-GCM) whose records are made here, by an own reading of RFC 8446.
struct SealedTLS13 {
    enum Epoch: String { case handshake, application }

    /// The keys of a direction, and the number of its next record.
    private struct Writer {
        var secret: [UInt8]
        var sequence: UInt64 = 0

        func expand(_ label: String, _ count: Int) -> [UInt8] {
            let info = [0, UInt8(count), UInt8(label.utf8.count + 6)] + Array("tls13 \(label)".utf8) + [0]
            let key = HKDF<SHA256>.expand(pseudoRandomKey: secret, info: info, outputByteCount: count)
            return key.withUnsafeBytes { [UInt8]($0) }
        }
    }

    private var writers: [Direction: Writer] = [:]
    private static let labels: [(String, Direction, Epoch, UInt8)] = [
        ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", .toServer, .handshake, 1),
        ("SERVER_HANDSHAKE_TRAFFIC_SECRET", .toClient, .handshake, 2),
        ("CLIENT_TRAFFIC_SECRET_0", .toServer, .application, 3),
        ("SERVER_TRAFFIC_SECRET_0", .toClient, .application, 4),
    ]

    static var keyLog: KeyLog {
        var log = KeyLog()
        for (label, _, _, octet) in labels {
            let secret = String(repeating: hexadecimal([octet]), count: 32)
            log.absorb(Array("\(label) \(hexadecimal(TLSBytes.noise(32))) \(secret)\n".utf8))
        }
        return log
    }

    /// Goes over to the keys of an epoch.
    mutating func use(_ epoch: Epoch, _ direction: Direction) {
        for (_, one, other, octet) in Self.labels where one == direction && other == epoch {
            writers[direction] = Writer(secret: [UInt8](repeating: octet, count: 32))
        }
    }

    /// Goes over to the next keys.
    mutating func update(_ direction: Direction) {
        guard let writer = writers[direction] else { return }
        writers[direction] = Writer(secret: writer.expand("traffic upd", 32))
    }

    /// A record.
    mutating func seal(_ direction: Direction, _ type: UInt8, _ content: [UInt8], padding: Int = 0) throws -> [UInt8] {
        guard let writer = writers[direction] else { return [] }
        let plain = content + [type] + [UInt8](repeating: 0, count: padding)
        let header = [23, 3, 3] + TLSBytes.uint16(plain.count + 16)
        var nonce = writer.expand("iv", 12)
        for index in 0..<8 { nonce[4 + index] ^= UInt8(truncatingIfNeeded: writer.sequence >> (56 - 8 * index)) }
        let box = try AES.GCM.seal(
            plain, using: SymmetricKey(data: writer.expand("key", 16)), nonce: AES.GCM.Nonce(data: nonce),
            authenticating: header)
        writers[direction]?.sequence += 1
        return header + Array(box.ciphertext) + Array(box.tag)
    }

    mutating func data(_ direction: Direction, _ text: String) throws -> [UInt8] {
        try seal(direction, 23, Array(text.utf8))
    }

    /// Content of any length, in records as full as they may be.
    mutating func data(_ direction: Direction, _ content: [UInt8]) throws -> [[UInt8]] {
        var records: [[UInt8]] = []
        for start in stride(from: 0, to: content.count, by: 1 << 14) {
            records.append(try seal(direction, 23, Array(content[start..<min(content.count, start + 1 << 14)])))
        }
        return records
    }

    mutating func closeNotify(_ direction: Direction) throws -> [UInt8] { try seal(direction, 21, [1, 0]) }

    /// A handshake, after which both sides use their application keys.
    mutating func handshake(
        applicationProtocol: String? = nil, environment: Environment = Environment(keys: KeySource(keyLog))
    ) throws -> Playbook {
        use(.handshake, .toServer)
        use(.handshake, .toClient)
        let extensions = applicationProtocol.map { TLSBytes.applicationProtocols($0) } ?? []
        let flight = TLSBytes.message(8, TLSBytes.uint16(extensions.count) + extensions)
        let finished = TLSBytes.message(20, TLSBytes.noise(32))
        let playbook = Playbook(.tls, environment)
            .client(TLSPlaybooks.hello13().record)
            .server(
                ServerHelloBytes.version13().record + TLSBytes.changeCipherSpec
                    + (try seal(.toClient, 22, flight + finished))
            )
            .client(TLSBytes.changeCipherSpec + (try seal(.toServer, 22, finished)))
        use(.application, .toServer)
        use(.application, .toClient)
        return playbook
    }
}
