import Bytes

/// A name of at most 16 octets, as two numbers: compared and hashed without text.
struct PackedName: Sendable, Equatable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// ASCII letters in lower case, unless `keepsCase`; `nil` for what is empty or too long.
    init?(_ octets: RawSpan, keepsCase: Bool = false) {
        let count = octets.byteCount
        guard count <= 16, count > 0 else { return nil }
        for index in 0..<count {
            let octet = octets.uint8(at: index)
            let folded = UInt64(!keepsCase && octet &- 0x41 < 26 ? octet | 0x20 : octet)
            if index < 8 { low |= folded << UInt64(index &* 8) } else { high |= folded << UInt64((index &- 8) &* 8) }
        }
    }

    var hash: UInt64 {
        let mixed = (low ^ high &* 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
        return mixed.high ^ mixed.low
    }
}
