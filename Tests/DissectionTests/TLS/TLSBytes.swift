/// Builds records and handshake messages of TLS for the tests.
enum TLSBytes {
    static func uint16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xff), UInt8(value & 0xff)] }

    static func uint24(_ value: Int) -> [UInt8] { [UInt8(value >> 16 & 0xff)] + uint16(value & 0xffff) }

    static func uint32(_ value: Int) -> [UInt8] { uint16(value >> 16 & 0xffff) + uint16(value & 0xffff) }

    static func record(_ type: UInt8, _ payload: [UInt8], version: Int = 0x0303) -> [UInt8] {
        [type] + uint16(version) + uint16(payload.count) + payload
    }

    /// One handshake message, with its header and without a record.
    static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] { [type] + uint24(body.count) + body }

    /// Handshake messages, together in one record.
    static func handshake(_ messages: [UInt8]..., version: Int = 0x0303) -> [UInt8] {
        record(22, messages.flatMap { $0 }, version: version)
    }

    static let changeCipherSpec = record(20, [1])
    /// What a Finished message looks like once encrypted with AES-GCM: a nonce of zeros first.
    static let encryptedFinished = record(22, [UInt8](repeating: 0, count: 8) + noise(32))
    static let serverHelloDone = message(14, [])
    static let clientKeyExchange = message(16, [65] + noise(65))
    static let serverKeyExchange = message(12, noise(200))

    static func alert(_ level: UInt8, _ description: UInt8) -> [UInt8] { record(21, [level, description]) }

    static func applicationData(_ count: Int) -> [UInt8] { record(23, noise(count)) }

    /// Octets without a meaning, the same ones each time.
    static func noise(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(($0 * 167 + 93) & 0xff) } }

    static func certificate(_ der: [UInt8]) -> [UInt8] {
        message(11, uint24(der.count + 3) + uint24(der.count) + der)
    }

    static func newSessionTicket(lifetime: Int, _ ticket: [UInt8]) -> [UInt8] {
        message(4, uint32(lifetime) + uint16(ticket.count) + ticket)
    }

    static func extensionBlock(_ type: Int, _ data: [UInt8]) -> [UInt8] { uint16(type) + uint16(data.count) + data }

    static func serverName(_ name: String) -> [UInt8] {
        let octets = Array(name.utf8)
        return extensionBlock(0, uint16(octets.count + 3) + [0] + uint16(octets.count) + octets)
    }

    static func applicationProtocols(_ names: String...) -> [UInt8] {
        let list = names.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return extensionBlock(16, uint16(list.count) + list)
    }

    static func supportedVersions(_ versions: Int...) -> [UInt8] {
        extensionBlock(43, [UInt8(versions.count * 2)] + versions.flatMap { uint16($0) })
    }

    static func sessionTicket(_ ticket: [UInt8]) -> [UInt8] { extensionBlock(35, ticket) }

    /// One identity with its binder.
    static func preSharedKey(_ identity: [UInt8], age: Int) -> [UInt8] {
        let identities = uint16(identity.count) + identity + uint32(age)
        let binders = [UInt8(32)] + noise(32)
        return extensionBlock(41, uint16(identities.count) + identities + uint16(binders.count) + binders)
    }
}

/// A ClientHello to be built.
struct ClientHelloBytes {
    var version = 0x0303
    var sessionID: [UInt8] = []
    var ciphers = [0xc02f, 0x009c]
    var extensions: [[UInt8]] = [TLSBytes.serverName("shop.example")]

    var body: [UInt8] {
        let suites = ciphers.flatMap { TLSBytes.uint16($0) }
        let block = extensions.flatMap { $0 }
        return TLSBytes.uint16(version) + TLSBytes.noise(32) + [UInt8(sessionID.count)] + sessionID
            + TLSBytes.uint16(suites.count) + suites + [1, 0] + TLSBytes.uint16(block.count) + block
    }

    var message: [UInt8] { TLSBytes.message(1, body) }
    var record: [UInt8] { TLSBytes.handshake(message, version: 0x0301) }
}

/// A ServerHello to be built.
struct ServerHelloBytes {
    /// SHA-256 of "HelloRetryRequest".
    static let retryRandom: [UInt8] = [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
        0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ]

    var version = 0x0303
    var random = TLSBytes.noise(32)
    var sessionID: [UInt8] = []
    var cipher = 0xc02f
    var extensions: [[UInt8]] = []

    /// TLS 1.3, with `identity` as the index of the PSK taken.
    static func version13(identity: Int? = nil, sessionID: [UInt8] = []) -> ServerHelloBytes {
        var hello = ServerHelloBytes(sessionID: sessionID, cipher: 0x1301)
        hello.extensions = [TLSBytes.extensionBlock(43, [3, 4])]
        if let identity { hello.extensions.append(TLSBytes.extensionBlock(41, TLSBytes.uint16(identity))) }
        return hello
    }

    var message: [UInt8] {
        let block = extensions.flatMap { $0 }
        let head =
            TLSBytes.uint16(version) + random + [UInt8(sessionID.count)] + sessionID + TLSBytes.uint16(cipher) + [0]
        return TLSBytes.message(2, head + TLSBytes.uint16(block.count) + block)
    }

    var record: [UInt8] { TLSBytes.handshake(message) }
}
