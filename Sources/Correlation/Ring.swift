/// The last so many values, oldest first.
public struct Ring<Element: Sendable>: Sendable {
    private var storage: [Element] = []
    private var oldest = 0
    private let capacity: Int
    /// Values ever appended: the number of the next one.
    private(set) var appended: UInt64 = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    public var count: Int { storage.count }
    public var last: Element? { storage.isEmpty ? nil : self[storage.count - 1] }

    /// The value at `index`, 0 the oldest.
    public subscript(index: Int) -> Element {
        get { storage[(oldest + index) % storage.count] }
        set { storage[(oldest + index) % storage.count] = newValue }
    }

    mutating func append(_ element: Element) {
        appended &+= 1
        guard storage.count == capacity else {
            storage.append(element)
            return
        }
        storage[oldest] = element
        oldest = (oldest + 1) % capacity
    }

    /// The index of the value that was the `number`th to be appended, from 0; `nil` once it was put out.
    public func index(ofNumber number: UInt64) -> Int? {
        let first = appended &- UInt64(storage.count)
        return number >= first && number < appended ? Int(number &- first) : nil
    }

    /// The index of the youngest value that satisfies the condition.
    public func lastIndex(where matches: (Element) -> Bool) -> Int? {
        for index in stride(from: storage.count - 1, through: 0, by: -1) where matches(self[index]) { return index }
        return nil
    }

    /// All values, oldest first.
    public var elements: [Element] { (0..<storage.count).map { self[$0] } }
}
