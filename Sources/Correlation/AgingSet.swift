/// A set that forgets what was not entered again for a window's time.
struct AgingSet<Element: Hashable & Sendable>: Sendable {
    private var current: Set<Element> = []
    /// What was entered in the turns of time before, the youngest first.
    private var before: [Set<Element>] = []

    var count: Int { before.reduce(current.count) { $0 + $1.count } }

    func contains(_ element: Element) -> Bool {
        current.contains(element) || before.contains { $0.contains(element) }
    }

    mutating func insert(_ element: Element) { current.insert(element) }

    /// A turn of time is over.
    mutating func turn() {
        before.insert(current, at: 0)
        current = []
        if before.count > Int(WindowTurn.kept) { before.removeLast() }
    }
}
