import Bytes

/// Hashes of the words of stored values: enough to see that what one writer added is absent from what another wrote.
///
/// A word is a run of letters and of octets beyond ASCII. Digits part words and belong to none, so that clocks and
/// counters change nothing.
struct ValueWords: Sendable {
    /// Hashes kept for one command.
    static let capacity = 64
    /// Shortest run that counts, octets.
    static let shortest = 3

    /// Octets that may still be looked at.
    private(set) var budget: Int
    private(set) var hashes: [UInt64] = []

    /// - Parameter budget: octets to look at in all.
    init(budget: Int) { self.budget = budget }

    /// Starts anew.
    mutating func reset(budget: Int) {
        self.budget = budget
        if !hashes.isEmpty { hashes = [] }
    }

    /// Octets of a value of this length that are to be looked at.
    func wanted(of length: Int) -> Int { min(length, budget) }

    /// Adds the words of a value's beginning, each once; a word cut at the end of an excerpt does not count.
    mutating func add(_ excerpt: RawSpan, ofLength length: Int) {
        let count = excerpt.byteCount
        budget -= min(budget, count)
        var index = 0
        while index < count, hashes.count < Self.capacity {
            guard Self.isLetter(excerpt.uint8(at: index)) else {
                index += 1
                continue
            }
            let start = index
            // FNV-1a.
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            while index < count {
                let octet = excerpt.uint8(at: index)
                guard Self.isLetter(octet) else { break }
                hash = (hash ^ UInt64(octet)) &* 0x0000_0100_0000_01b3
                index += 1
            }
            let isCut = index == count && count < length
            if index - start >= Self.shortest, !isCut, !hashes.contains(hash) { hashes.append(hash) }
        }
    }

    private static func isLetter(_ octet: UInt8) -> Bool { (octet | 0x20) &- 0x61 < 26 || octet >= 0x80 }
}
