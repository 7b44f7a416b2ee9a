/// From tokens to numbers: open addressing, two words a key, no removal.
struct TokenTable: Sendable {
    private var keys: [TokenHash?] = []
    private var values: [Int32] = []
    private(set) var count = 0

    init() {}

    subscript(key: TokenHash) -> Int? {
        guard !keys.isEmpty else { return nil }
        let place = place(of: key)
        return keys[place] == nil ? nil : Int(values[place])
    }

    /// Enters a key that is not there yet.
    mutating func enter(_ key: TokenHash, _ value: Int) {
        if (count + 1) * 3 > keys.count * 2 { grow() }
        let place = place(of: key)
        if keys[place] == nil { count += 1 }
        keys[place] = key
        values[place] = Int32(clamping: value)
    }

    private func place(of key: TokenHash) -> Int {
        let mask = keys.count - 1
        var place = Int(truncatingIfNeeded: key.low) & mask
        while let held = keys[place], held != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let oldKeys = keys
        let oldValues = values
        let size = max(64, keys.count * 2)
        keys = [TokenHash?](repeating: nil, count: size)
        values = [Int32](repeating: 0, count: size)
        for (index, key) in oldKeys.enumerated() {
            guard let key else { continue }
            let place = place(of: key)
            keys[place] = key
            values[place] = oldValues[index]
        }
    }
}

/// A number for each of the values met, and the value of each number; bounded.
struct Numbering<Value: Hashable & Sendable>: Sendable {
    private var numbers: [Value: UInt32] = [:]
    private(set) var values: [Value] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// The number of `value`; `none` when there is no room for another one.
    mutating func number(_ value: Value) -> UInt32 {
        if let known = numbers[value] { return known }
        guard values.count < limit else { return .max }
        let number = UInt32(values.count)
        numbers[value] = number
        values.append(value)
        return number
    }

    subscript(number: UInt32) -> Value? { number < UInt32(values.count) ? values[Int(number)] : nil }

    func known(_ value: Value) -> UInt32? { numbers[value] }
}
