/// A number for a sequence of octets (FNV-1a): equal for equal octets, in every run of the program.
struct OctetHash: Sendable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func mix(_ octets: some Sequence<UInt8>) {
        for octet in octets { value = (value ^ UInt64(octet)) &* 0x100_0000_01b3 }
        // Keeps "ab", "c" and "a", "bc" apart.
        value = (value ^ 0x100) &* 0x100_0000_01b3
    }

    mutating func mix(_ number: UInt64) { value = (value ^ number) &* 0x100_0000_01b3 }

    /// The number of one sequence; `nil` where it is empty.
    static func of(_ octets: some Collection<UInt8>) -> UInt64? {
        guard !octets.isEmpty else { return nil }
        var hash = OctetHash()
        hash.mix(octets)
        return hash.value
    }
}
