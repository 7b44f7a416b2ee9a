/// URLs and request targets: the values go out of query, fragment, path parameters and user information.
extension Redactor {
    /// Longest bare word of a query that is taken for a name (`?wsdl`), octets.
    private static let longestBareName = 12

    /// Whether anything in it may be a value: a quick look for those that are plain paths.
    static func holdsValues(_ target: String) -> Bool {
        target.utf8.contains { octet in
            switch octet {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: ";"), UInt8(ascii: "@"), UInt8(ascii: "("): true
            default: false
            }
        }
    }

    mutating func redactedTarget(_ target: String) -> String {
        let whole = Substring(target)
        let (rest, fragment) = Redactor.cut(whole, at: "#")
        let (front, query) = Redactor.cut(rest, at: "?")
        var text = path(front)
        if let query { text += "?" + pairs(query) }
        if let fragment { text += "#" + pairs(fragment, isFragment: true) }
        return text
    }

    /// What is before the first `mark`, and what is after it.
    private static func cut(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let position = text.unicodeScalars.firstIndex(where: { Character($0) == mark }) else {
            return (text, nil)
        }
        return (text[..<position], text[text.unicodeScalars.index(after: position)...])
    }

    private mutating func path(_ path: Substring) -> String {
        var segments: [String] = []
        for (index, segment) in split(path, by: ["/"]).enumerated() {
            // scheme: / / authority / …
            let isAuthority = index == 2 && segments.count == 2 && segments[1].isEmpty
            segments.append(isAuthority ? authority(segment) : parameters(cookieless(segment)))
        }
        return segments.joined(separator: "/")
    }

    /// `user:password@host` without the first two.
    private mutating func authority(_ text: Substring) -> String {
        let scalars = text.unicodeScalars
        guard let at = scalars.lastIndex(of: "@") else { return String(text) }
        return shown(String(text[..<at]), as: .credential) + String(text[at...])
    }

    /// The values of `;jsessionid=…` and other parameters of a path segment.
    private mutating func parameters(_ segment: Substring) -> String {
        let parts = split(segment, by: [";"])
        var texts = parts.prefix(1).map { String($0) }
        for part in parts.dropFirst() { texts.append(pair(part)) }
        return texts.joined(separator: ";")
    }

    /// `(S(<id>))`: where ASP.NET puts the session of browsers without cookies.
    private mutating func cookieless(_ segment: Substring) -> Substring {
        guard segment.hasPrefix("("), segment.hasSuffix("))") else { return segment }
        var text = "("
        for part in split(segment.dropFirst().dropLast(1), by: [")"]) where !part.isEmpty {
            guard let open = part.unicodeScalars.firstIndex(of: "(") else { return segment }
            let start = part.unicodeScalars.index(after: open)
            text += part[...open] + shown(String(part[start...])) + ")"
        }
        return Substring(text + ")")
    }

    private mutating func pairs(_ query: Substring, isFragment: Bool = false) -> String {
        var text = ""
        var rest = query
        while true {
            let end = rest.unicodeScalars.firstIndex { $0 == "&" || $0 == ";" } ?? rest.endIndex
            text += pair(rest[..<end], isFragment: isFragment)
            guard end < rest.endIndex else { return text }
            let next = rest.unicodeScalars.index(after: end)
            text += rest[end..<next]
            rest = rest[next...]
        }
    }

    /// `name=value`, or a word alone: a short one is a name, what else it is cannot be known.
    private mutating func pair(_ pair: Substring, isFragment: Bool = false) -> String {
        guard let sign = pair.unicodeScalars.firstIndex(of: "=") else {
            let isName =
                pair.utf8.count <= Redactor.longestBareName && pair.utf8.allSatisfy(Redactor.isLetter)
            return isName && !isFragment ? String(pair) : shown(String(pair))
        }
        let value = String(pair[pair.unicodeScalars.index(after: sign)...])
        return pair[...sign] + shown(value, as: SecretName.kind(of: pair[..<sign]))
    }

    private static func isLetter(_ octet: UInt8) -> Bool {
        switch octet | 0x20 {
        case 0x61...0x7a: true
        default: octet == UInt8(ascii: "_") || octet == UInt8(ascii: "-") || octet == UInt8(ascii: ".")
        }
    }

    private func split(_ text: Substring, by marks: [Unicode.Scalar]) -> [Substring] {
        text.unicodeScalars.split(omittingEmptySubsequences: false) { marks.contains($0) }.map { Substring($0) }
    }
}

/// What the name of a value tells about it.
enum SecretName {
    /// Words in names of passwords and keys, lower case.
    private static let credentialWords = [
        "pass", "pwd", "secret", "key", "credential", "otp", "pin", "signature", "user", "mail",
    ]

    /// Values by such names show none of their characters.
    static func kind(of name: some StringProtocol) -> Redactor.Kind {
        let lowered = name.lowercased()
        return credentialWords.contains { lowered.contains($0) } ? .credential : .identifier
    }
}
