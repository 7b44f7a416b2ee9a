import Bytes
import Records

extension RequestFacts {
    /// What the first octets of a form or JSON body say of a sign-in; `nil` if nothing.
    init?(reading body: [UInt8], contentType type: String) {
        self.init()
        if BodyInterest.isForm(type) {
            FormFields.each(body.span.bytes) { name, value in note(name, value) }
        } else {
            JSONScanner.members(body.span.bytes, textBytes: 1 << 10) { name, value in
                switch value {
                case .string(let text): note(name, text)
                case .integer, .boolean, .null, .strings, .object: break
                }
            }
        }
        guard hasPassword || grantType != nil || refreshToken != nil else { return nil }
    }

    private mutating func note(_ name: String, _ value: String) {
        switch Self.plain(name) {
        case "password", "passwd", "pwd", "pass", "passphrase", "passcode": hasPassword = true
        case "username", "user", "email", "login", "userid", "account", "userlogin", "loginid", "identifier", "log":
            if user == nil, !value.isEmpty, value.utf8.count <= 256 { user = value }
        case "granttype": grantType = value
        case "refreshtoken": refreshToken = value
        default: break
        }
    }

    /// The name in lower case, of `user[password]` the last part, without prefixes of frameworks and separators.
    private static func plain(_ name: String) -> String {
        guard name.utf8.count <= 64 else { return "" }
        var octets: [UInt8] = []
        for octet in name.utf8 {
            switch octet {
            case 0x5b, 0x2e: octets.removeAll(keepingCapacity: true)
            case 0x5d, 0x5f, 0x2d, 0x24, 0x3a: continue
            default: octets.append(ASCII.lowered(octet))
            }
        }
        let text = octets.span.bytes.text
        return text == "jusername" || text == "jpassword" ? String(text.dropFirst()) : text
    }
}
