import Bytes

/// Opens the records of one direction: knows its keys and the number of the next record, and finds both again after a
/// loss, as far as authentication proves them.
struct RecordReader: Sendable {
    /// Work done in vain, between two records that open, before the direction is given up: a try costs one, and one
    /// more for each two KiB.
    private static let effort = 32_768
    /// Numbers that are tried with the keys after those in use.
    private static let reachOfUpdate: UInt64 = 256
    /// Octets of the shortest record that may be missing: header, type, authentication.
    private static let shortestRecord: UInt64 = 22

    /// The keys in use.
    private(set) var current: RecordProtection?
    /// Keys that take over, the next first.
    private(set) var upcoming: [RecordProtection] = []
    /// Records that have passed since the last one that was opened, at most: numbers that the next one may have.
    private(set) var lost: UInt64 = 0
    private(set) var hasOpened = false
    /// The sender hides lengths behind padding (TLS 1.3).
    private(set) var pads = false
    private(set) var isGivenUp = false
    private var effortLeft = RecordReader.effort
    /// The revision of the key source that was asked last; `nil` to ask it.
    var asked: UInt64?

    var hasKeys: Bool { !isGivenUp && (current != nil || !upcoming.isEmpty) }
    var isInDoubt: Bool { lost > 0 }

    /// Keys of TLS 1.2 and before, from the first record after ChangeCipherSpec on.
    mutating func use(_ keys: RecordProtection) {
        current = keys
        revive()
    }

    /// Keys of TLS 1.3, those of later epochs than the one in use.
    mutating func expect(_ keys: [RecordProtection]) {
        upcoming = keys.filter { candidate in current.map { candidate.epoch > $0.epoch } ?? true }
        revive()
    }

    private mutating func revive() {
        isGivenUp = false
        effortLeft = RecordReader.effort
    }

    /// Keys are about to change: those in use are no longer.
    mutating func forgetKeys() { self = RecordReader() }

    /// The last record of `epoch` has passed.
    mutating func leave(_ epoch: RecordProtection.Epoch) {
        guard let current, current.epoch <= epoch else { return }
        upcoming.removeAll { $0.epoch <= epoch }
        self.current = upcoming.isEmpty ? nil : upcoming.removeFirst()
    }

    /// The sender goes on with the next keys (RFC 8446 § 4.6.3).
    mutating func updateKeys() {
        if let updated = current?.updated { current = updated }
    }

    /// A record passed unread.
    mutating func loseRecord() { lost &+= 1 }

    /// Octets passed that may have been records.
    mutating func loseBytes(_ count: UInt64) { lost &+= count / RecordReader.shortestRecord &+ 1 }

    /// Opens a record; `reach` bounds how many numbers are tried after a loss.
    mutating func open(_ record: RawSpan, _ header: RecordHeader, reach: UInt64) -> OpenedRecord? {
        let found = openNext(record, header) ?? find(record, header, reach: min(lost, reach))
        if var keys = found?.keys {
            keys.sequence &+= 1
            current = keys
            upcoming.removeAll { $0.epoch <= keys.epoch }
            lost = 0
            hasOpened = true
            effortLeft = RecordReader.effort
        }
        current?.pass(record, header)
        if let padding = found?.record.paddingCount, padding > 0 { pads = true }
        return found?.record
    }

    /// The usual case: the next record of the keys in use.
    private func openNext(
        _ record: RawSpan, _ header: RecordHeader
    ) -> (keys: RecordProtection, record: OpenedRecord)? {
        guard let current, let opened = current.open(record, header, sequence: current.sequence) else { return nil }
        return (current, opened)
    }

    private mutating func find(
        _ record: RawSpan, _ header: RecordHeader, reach: UInt64
    ) -> (keys: RecordProtection, record: OpenedRecord)? {
        var candidates = upcoming
        if let current { candidates.insert(current, at: 0) }
        // A KeyUpdate may be among what was lost.
        var tries = candidates.map { (keys: $0, reach: reach) }
        if reach > 0, let updated = current?.updated { tries.append((updated, min(reach, RecordReader.reachOfUpdate))) }
        for (index, (var keys, reach)) in tries.enumerated() {
            let first = keys.sequence
            // The next number of the keys in use has been tried.
            for ahead in (index == 0 && current != nil ? 1 : 0)..<reach &+ 1 {
                guard effortLeft > 0 else {
                    isGivenUp = true
                    return nil
                }
                effortLeft -= 1 + header.length / 2_048
                keys.sequence = first &+ ahead
                if let opened = keys.open(record, header, sequence: keys.sequence) { return (keys, opened) }
            }
        }
        return nil
    }
}
