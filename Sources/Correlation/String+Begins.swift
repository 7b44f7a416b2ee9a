extension String {
    /// Whether it begins with `prefix`, which is in lower case, in any case of ASCII letters.
    func begins(_ prefix: StaticString) -> Bool {
        let octets = utf8Span.span
        guard octets.count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { letters in
            for index in letters.indices {
                let octet = octets[index]
                let lower = octet &- 0x41 < 26 ? octet | 0x20 : octet
                if lower != letters[index] { return false }
            }
            return true
        }
    }
}
