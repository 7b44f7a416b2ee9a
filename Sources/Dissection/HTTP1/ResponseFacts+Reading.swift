import Bytes
import Records

extension ResponseFacts {
    /// What the first octets of a body say of a session or token; `nil` if nothing.
    init?(reading body: [UInt8], status: UInt16, target: String?) {
        self.init()
        let octets = body.span.bytes
        let isSocketIO = target.map { BodyInterest.isSocketIO($0) } ?? false
        if status >= 400 {
            saysSessionUnknown = SessionPhrases.areIn(octets)
            JSONScanner.members(octets, textBytes: 256) { name, value in noteRefusal(name, value, isSocketIO) }
        } else if isSocketIO {
            noteOpening(octets)
        } else {
            JSONScanner.members(octets, textBytes: 4 << 10) { name, value in noteGrant(name, value) }
        }
        guard self != ResponseFacts() else { return nil }
    }

    private mutating func noteRefusal(_ name: String, _ value: JSONScanner.Value, _ isSocketIO: Bool) {
        switch (name, value) {
        case ("error", .string(let text)): errorCode = text
        case ("code", .integer(let number)) where isSocketIO: errorCode = String(number)
        default: break
        }
    }

    /// The members of an OAuth 2.0 access token response (RFC 6749 § 5.1) and its usual variants.
    private mutating func noteGrant(_ name: String, _ value: JSONScanner.Value) {
        switch (name, value) {
        case ("access_token", .string(let text)), ("accessToken", .string(let text)): accessToken = text
        case ("token", .string(let text)): accessToken = accessToken ?? text
        case ("refresh_token", .string(let text)), ("refreshToken", .string(let text)): refreshToken = text
        case ("expires_in", .integer(let seconds)), ("expiresIn", .integer(let seconds)): expiresIn = seconds
        case ("expires_in", .string(let text)): expiresIn = text.utf8Span.span.bytes.clampedInteger()
        case ("error", .string(let text)): errorCode = text
        default: break
        }
    }

    /// Engine.IO's opening packet, `0{"sid":…}`, alone or behind its length and a colon (protocol 3).
    private mutating func noteOpening(_ octets: RawSpan) {
        guard let brace = octets.firstIndex(of: 0x7b), brace > 0, brace <= 12,
            octets.uint8(at: brace - 1) == UInt8(ascii: "0")
        else { return }
        JSONScanner.members(octets.extracting(droppingFirst: brace), textBytes: 256) { name, value in
            if name == "sid", case .string(let text) = value { socketIOSession = text }
        }
    }
}
