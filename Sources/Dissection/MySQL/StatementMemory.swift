/// The keywords of the last prepared statements, by their numbers.
struct StatementMemory: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var number: UInt32
        var keyword: StatementKeyword
    }

    private var entries: [Entry] = []
    /// Where the next one goes when all places are taken.
    private var oldest = 0

    mutating func remember(_ keyword: StatementKeyword?, _ number: UInt32) {
        guard let keyword else { return }
        let entry = Entry(number: number, keyword: keyword)
        guard entries.count >= DatabaseLimits.statements else {
            entries.append(entry)
            return
        }
        entries[oldest] = entry
        oldest = (oldest + 1) % DatabaseLimits.statements
    }

    subscript(number: UInt32) -> StatementKeyword? { entries.last { $0.number == number }?.keyword }

    mutating func removeAll() {
        entries.removeAll()
        oldest = 0
    }
}
