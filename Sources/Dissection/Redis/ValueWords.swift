import Bytes

/// Hashes of the words of stored values: enough to see that what one writer added is absent from what another wrote.
///
/// A word is a run of letters and of octets beyond ASCII. Digits part words and belong to none, so that clocks and
/// counters change nothing; nor does what stands in long runs without a blank or a stop, as encoded data and ids do.
struct ValueWords: Sendable {
    /// Hashes kept for one command.
    static let capacity = 64
    /// Shortest run of letters that counts, octets.
    static let shortest = 3
    /// Longest run of letters, digits and the signs of Base64 that is taken for words, octets.
    static let longest = 32

    /// Octets that may still be looked at.
    private(set) var budget: Int
    private(set) var hashes: [UInt64] = []
    /// Whether a value was looked at, and everything to its end.
    var isWhole: Bool { hasLooked && !isCut }
    private var hasLooked = false
    private var isCut = false
    /// One bit for each of the hashes, by the lowest six: most words are new.
    private var marks: UInt64 = 0

    /// - Parameter budget: octets to look at in all.
    init(budget: Int) { self.budget = budget }

    /// Starts anew.
    mutating func reset(budget: Int) {
        self.budget = budget
        hasLooked = false
        isCut = false
        guard marks != 0 else { return }
        hashes = []
        marks = 0
    }

    /// Octets of a value of this length that are to be looked at.
    func wanted(of length: Int) -> Int { min(length, budget) }

    /// Adds the words of a value's beginning, each once; a word cut at the end of an excerpt does not count.
    mutating func add(_ excerpt: RawSpan, ofLength length: Int) {
        let count = excerpt.byteCount
        budget -= min(budget, count)
        hasLooked = true
        if count < length { isCut = true }
        let kinds = Self.kinds
        var index = 0
        // Where the run began that the current octet stands in, and how many words there were before.
        var run = (start: 0, words: hashes.count)
        while index < count {
            switch kinds[Int(excerpt.uint8(at: index))] {
            case .letter:
                guard hashes.count < Self.capacity else {
                    isCut = true
                    endRun(run, at: index)
                    return
                }
                index = addWord(excerpt, from: index, isCut: count < length, kinds)
            case .joint: index += 1
            case .stop:
                endRun(run, at: index)
                index += 1
                run = (index, hashes.count)
            }
        }
        endRun(run, at: index)
    }

    /// Adds the word that begins at `start`; returns where it ends.
    @inline(__always)
    private mutating func addWord(_ excerpt: RawSpan, from start: Int, isCut: Bool, _ kinds: [Kind]) -> Int {
        // Eight octets at a time: a multiplication for each would be most of the work.
        var hash: UInt64 = 0
        var part: UInt64 = 0
        var index = start
        let end = excerpt.byteCount
        while index < end {
            let octet = excerpt.uint8(at: index)
            guard kinds[Int(octet)] == .letter else { break }
            part = part << 8 | UInt64(octet)
            index += 1
            if (index - start) & 7 == 0 {
                hash = Self.mixed(hash ^ part)
                part = 0
            }
        }
        let isLastOfCut = isCut && index == end
        guard index - start >= Self.shortest, !isLastOfCut else { return index }
        hash = Self.mixed(hash ^ part ^ UInt64(index - start) << 56)
        let mark = UInt64(1) << (hash & 63)
        if marks & mark != 0, hashes.contains(hash) { return index }
        if hashes.isEmpty { hashes.reserveCapacity(16) }
        marks |= mark
        hashes.append(hash)
        return index
    }

    @inline(__always)
    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0x9e37_79b9_7f4a_7c15) &* 0xd6e8_feb8_6659_fd93
        return product ^ product >> 32
    }

    /// Takes back what a run gave that is too long for words.
    @inline(__always)
    private mutating func endRun(_ run: (start: Int, words: Int), at end: Int) {
        guard end - run.start > Self.longest, hashes.count > run.words else { return }
        hashes.removeLast(hashes.count - run.words)
    }

    /// What an octet is in a value.
    private enum Kind: UInt8 {
        /// Of a word: letters, and all octets beyond ASCII.
        case letter
        /// What else stands in encoded data and in ids: digits, and `+ - / = _`.
        case joint
        case stop
    }

    private static let kinds: [Kind] = (UInt8.min...UInt8.max).map { octet in
        if (octet | 0x20) &- 0x61 < 26 || octet >= 0x80 { return .letter }
        if octet &- 0x30 < 10 { return .joint }
        return "+-/=_".utf8.contains(octet) ? .joint : .stop
    }
}
