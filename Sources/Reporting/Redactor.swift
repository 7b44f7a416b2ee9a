import Crypto
import Records

/// The one place that decides what of a secret is printed: all output passes through it.
///
/// A secret becomes a label: its first characters, `~`, and the first eight hexadecimal digits of
/// HMAC-SHA256(key, canonical value). The same secret has the same label wherever it is seen, whether in a cookie, a
/// header, a URL or a store, as long as the key is the same.
public struct Redactor: Sendable {
    /// What kind of secret a value is: it decides how much of it a label shows.
    public enum Kind: Sendable {
        /// A session id, token or cookie: its first characters are shown.
        case identifier
        /// A password, key or other credential, or a person's name: nothing is shown.
        case credential
    }

    /// Octets of the key.
    public static let keySize = 32

    /// Whether secrets are printed as they are.
    public let showsSecrets: Bool
    private let base: HMAC<SHA256>
    private var identifiers = TextCache()
    private var credentials = TextCache()
    private var targets = TextCache()

    /// - Parameters:
    ///   - key: 32 octets (any other number works, and is the caller's to justify).
    ///   - showsSecrets: the user's `--show-secrets`.
    public init(key: [UInt8], showsSecrets: Bool = false) {
        self.showsSecrets = showsSecrets
        base = HMAC<SHA256>(key: SymmetricKey(data: key))
    }

    /// The value itself with `--show-secrets`, else its label. An empty value is no secret, and stays.
    public mutating func shown(_ value: String, as kind: Kind = .identifier) -> String {
        if showsSecrets || value.isEmpty { return value }
        return label(of: value, as: kind)
    }

    /// The label of a value, whether secrets are shown or not.
    public mutating func label(of value: String, as kind: Kind = .identifier) -> String {
        if let known = kind == .identifier ? identifiers[value] : credentials[value] { return known }
        let canonical = CanonicalValue.octets(of: value)
        let prefix = kind == .identifier ? Redactor.prefix(of: canonical) : ""
        let label = prefix + "~" + digest(of: canonical)
        if kind == .identifier { identifiers[value] = label } else { credentials[value] = label }
        return label
    }

    /// A target, referer or location: names stay, and the values in it become labels.
    public mutating func shownTarget(_ target: String) -> String {
        guard !showsSecrets, Redactor.holdsValues(target) else { return target }
        if let known = targets[target] { return known }
        let text = redactedTarget(target)
        targets[target] = text
        return text
    }

    private func digest(of canonical: [UInt8]) -> String {
        var code = base
        code.update(data: canonical)
        return Hexadecimal.text(code.finalize().prefix(4))
    }

    /// Four characters of 16 or more, two of 8 or more, else none.
    private static func prefix(of canonical: [UInt8]) -> String {
        guard canonical.count >= 8 else { return "" }
        if canonical.prefix(16).allSatisfy({ $0 < 0x80 }) {
            return String(decoding: canonical.prefix(canonical.count >= 16 ? 4 : 2), as: UTF8.self)
        }
        let text = String(decoding: canonical, as: UTF8.self)
        let count = text.unicodeScalars.count
        let length = count >= 16 ? 4 : count >= 8 ? 2 : 0
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(length)))
    }
}
