import Foundation
import Records

/// The secrets of a capture: from the records' own values, and, lest a record hide one, from the packets' octets.
struct RecordedSecrets {
    /// Shorter ones are words of any text.
    private static let shortest = 8

    private(set) var values: Set<String> = []
    /// Identifiers that reports show on purpose.
    private var open: Set<String> = []

    init(_ emissions: [Emission], capture: [UInt8]) {
        for emission in emissions { absorb(emission.record) }
        readOctets(String(bytes: capture, encoding: .isoLatin1) ?? "")
        values = values.filter { $0.utf8.count >= Self.shortest && !isPlain($0) }.subtracting(open)
    }

    /// Nothing but an address, a name or a path: letters alone, as in `/api/orders` or `checkout`.
    private func isPlain(_ value: String) -> Bool {
        if Address(value) != nil { return true }
        return value.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "/-_. ".unicodeScalars.contains($0) }
    }

    // MARK: Records

    private mutating func add(_ value: String?) {
        guard let value else { return }
        values.insert(value)
        values.insert(CanonicalValue.text(of: value))
    }

    private mutating func absorb(_ record: Record) {
        switch record {
        case .exchange(let exchange):
            if let request = exchange.request { absorb(request) }
            if let response = exchange.response { absorb(response) }
        case .handshake(let handshake):
            for octets in [handshake.clientSessionID, handshake.serverSessionID, handshake.offeredIdentity] {
                add(octets.map { String(format: "%02x", $0) }.joined())
            }
        case .webSocket(let socket): addValues(of: socket.target)
        case .command(let command): add(command.key.map { StoreKey($0).identifier })
        default: break
        }
    }

    private mutating func absorb(_ request: HTTPRequest) {
        for cookie in request.cookies { add(cookie.value) }
        for header in request.sessionHeaders { add(header.value) }
        absorb(request.authorization)
        add(request.facts?.refreshToken)
        addValues(of: request.target)
        addValues(of: request.referer)
        for shown in [request.traceID, request.requestID, request.userAgent] { if let shown { open.insert(shown) } }
    }

    private mutating func absorb(_ response: HTTPResponse) {
        for cookie in response.setCookies { add(cookie.value) }
        for header in response.sessionHeaders { add(header.value) }
        addValues(of: response.location)
        add(response.facts?.accessToken)
        add(response.facts?.refreshToken)
        add(response.facts?.socketIOSession)
    }

    private mutating func absorb(_ authorization: Authorization?) {
        guard let authorization else { return }
        add(authorization.value)
        add(authorization.jwt?.subject)
        add(authorization.jwt?.sessionID)
        add(authorization.jwt?.tokenID)
        guard authorization.scheme.lowercased() == "basic", let data = Data(base64Encoded: authorization.value) else {
            return
        }
        for part in String(decoding: data, as: UTF8.self).split(separator: ":") { add(String(part)) }
    }

    /// The values of a query, a fragment, and parameters in a path.
    private mutating func addValues(of target: String?) {
        for part in (target ?? "").split(whereSeparator: { "?&;#".contains($0) }).dropFirst() {
            guard let sign = part.firstIndex(of: "=") else { continue }
            add(String(part[part.index(after: sign)...]))
        }
    }

    // MARK: Octets

    /// Where secrets stand in clear text: headers, forms, tokens in JSON, Redis, PostgreSQL, identifiers in SQL.
    private static let patterns = [
        #"(?i)\nset-cookie: [^=\r\n;]+=([^;\r\n]+)"#,
        #"(?i)\n(?:authorization|proxy-authorization): *[a-z]+ ([^\r\n]+)"#,
        #"(?i)\nx-(?:session-id|auth-token|session-token|api-key): ([^\r\n]+)"#,
        #"(?i)[?&\n](?:password|passwd|access_token|refresh_token|client_secret|code|sid)=([^&\s]+)"#,
        #"(?i)"(?:access_token|refresh_token|id_token|password|client_secret)" *: *"([^"]+)""#,
        #"(?i)AUTH\r\n\$\d+\r\n(\S+)\r\n"#,
        #"md5[0-9a-f]{32}"#,
        #"(?<![0-9a-f])[0-9a-f]{32,64}(?![0-9a-f])"#,
    ].compactMap { try? NSRegularExpression(pattern: $0) }

    private mutating func readOctets(_ text: String) {
        let whole = NSRange(location: 0, length: text.utf16.count)
        for pattern in Self.patterns {
            for match in pattern.matches(in: text, range: whole) {
                guard let range = Range(match.range(at: match.numberOfRanges - 1), in: text) else { continue }
                add(String(text[range]))
            }
        }
        for match in Self.cookies?.matches(in: text, range: whole) ?? [] {
            guard let range = Range(match.range(at: 1), in: text) else { continue }
            for pair in text[range].split(separator: ";") {
                guard let sign = pair.firstIndex(of: "=") else { continue }
                add(String(pair[pair.index(after: sign)...]))
            }
        }
    }

    private static let cookies = try? NSRegularExpression(pattern: #"(?i)\ncookie: ([^\r\n]+)"#)
}
