/// URLs and request targets: the values go out of query, fragment, path parameters and user information.
extension Redactor {
    private typealias Octets = ArraySlice<UInt8>

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
        let whole = Array(target.utf8)
        let hash = whole.firstIndex(of: UInt8(ascii: "#")) ?? whole.endIndex
        let question = whole[..<hash].firstIndex(of: UInt8(ascii: "?")) ?? hash
        var text: [UInt8] = []
        text.reserveCapacity(whole.count + 64)
        path(whole[..<question], into: &text)
        if question < hash {
            text.append(UInt8(ascii: "?"))
            pairs(whole[(question + 1)..<hash], into: &text)
        }
        if hash < whole.endIndex {
            text.append(UInt8(ascii: "#"))
            pairs(whole[(hash + 1)...], isFragment: true, into: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func path(_ path: Octets, into text: inout [UInt8]) {
        var isAfterEmpty = false
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "/")) }
            // scheme: / / authority / …
            if index == 2, isAfterEmpty {
                authority(segment, into: &text)
            } else {
                parameters(segment, into: &text)
            }
            isAfterEmpty = segment.isEmpty
        }
    }

    /// `user:password@host` without the first two.
    private mutating func authority(_ octets: Octets, into text: inout [UInt8]) {
        guard let at = octets.lastIndex(of: UInt8(ascii: "@")) else { return text += octets }
        value(octets[..<at], as: .credential, into: &text)
        text += octets[at...]
    }

    /// A segment of a path; values of its parameters (`;jsessionid=…`) become labels.
    private mutating func parameters(_ segment: Octets, into text: inout [UInt8]) {
        let parts = segment.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == 0 {
                cookieless(part, into: &text)
            } else {
                text.append(UInt8(ascii: ";"))
                pair(part, isFragment: false, into: &text)
            }
        }
    }

    /// `(S(<id>))`: where ASP.NET puts the session of browsers without cookies.
    private mutating func cookieless(_ segment: Octets, into text: inout [UInt8]) {
        let close = UInt8(ascii: ")")
        guard segment.first == UInt8(ascii: "("), segment.last == close else { return text += segment }
        var rest = segment.dropFirst()
        text.append(UInt8(ascii: "("))
        while let open = rest.firstIndex(of: UInt8(ascii: "(")), let end = rest[open...].firstIndex(of: close) {
            text += rest[...open]
            value(rest[(open + 1)..<end], as: .identifier, into: &text)
            text.append(close)
            rest = rest[(end + 1)...]
        }
        text += rest
    }

    private mutating func pairs(_ query: Octets, isFragment: Bool = false, into text: inout [UInt8]) {
        var rest = query
        while true {
            let end = rest.firstIndex { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ";") } ?? rest.endIndex
            pair(rest[..<end], isFragment: isFragment, into: &text)
            guard end < rest.endIndex else { return }
            text.append(rest[end])
            rest = rest[(end + 1)...]
        }
    }

    /// `name=value`, or a word alone: a short one is a name, what else it is cannot be known.
    private mutating func pair(_ pair: Octets, isFragment: Bool, into text: inout [UInt8]) {
        guard let sign = pair.firstIndex(of: UInt8(ascii: "=")) else {
            let isName = !isFragment && pair.count <= Redactor.longestBareName && pair.allSatisfy(Redactor.isNamePart)
            if isName { text += pair } else { value(pair, as: .identifier, into: &text) }
            return
        }
        text += pair[...sign]
        value(pair[(sign + 1)...], as: SecretName.kind(of: pair[..<sign]), into: &text)
    }

    private mutating func value(_ octets: Octets, as kind: Kind, into text: inout [UInt8]) {
        text += shown(String(decoding: octets, as: UTF8.self), as: kind).utf8
    }

    private static func isNamePart(_ octet: UInt8) -> Bool {
        switch octet | 0x20 {
        case 0x61...0x7a: true
        default: octet == UInt8(ascii: "_") || octet == UInt8(ascii: "-") || octet == UInt8(ascii: ".")
        }
    }
}

/// What the name of a value tells about it.
enum SecretName {
    /// Words in names of passwords, keys and persons, lower case.
    private static let credentialWords: [[UInt8]] = [
        "pass", "pwd", "secret", "key", "credential", "otp", "pin", "signature", "user", "mail",
    ].map { Array($0.utf8) }

    /// Values by such names show none of their characters.
    static func kind(of name: String) -> Redactor.Kind { kind(of: Array(name.utf8)[...]) }

    static func kind(of name: ArraySlice<UInt8>) -> Redactor.Kind {
        for start in name.indices {
            let rest = name[start...]
            for word in credentialWords where word[0] == lowered(name[start]) && begins(rest, with: word) {
                return .credential
            }
        }
        return .identifier
    }

    private static func begins(_ octets: ArraySlice<UInt8>, with word: [UInt8]) -> Bool {
        octets.count >= word.count && zip(octets, word).allSatisfy { lowered($0) == $1 }
    }

    private static func lowered(_ octet: UInt8) -> UInt8 { (0x41...0x5a).contains(octet) ? octet | 0x20 : octet }
}
