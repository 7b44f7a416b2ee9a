/// A number for each of the values met, and the value of each number; bounded.
struct Numbering<Value: QuickHashable>: Sendable {
    private(set) var values: ContiguousArray<Value> = []
    private var index = PlaceIndex()
    private let limit: Int
    /// The turn of time in which each number was asked for last, and numbers that are free.
    private var used: ContiguousArray<UInt32> = []
    private var free: [UInt32] = []
    private var turns: UInt32 = 0

    init(limit: Int) { self.limit = min(limit, Int(UInt32.max) - 1) }

    /// The number of `value`; `UInt32.max` when there is no room for another one.
    mutating func number(_ value: Value) -> UInt32 {
        if let known = known(value) {
            used[Int(known)] = turns
            return known
        }
        guard values.count < limit || !free.isEmpty else { return .max }
        let number = free.popLast().map { Int($0) } ?? values.count
        if number < values.count {
            values[number] = value
            used[number] = turns
        } else {
            values.append(value)
            used.append(turns)
        }
        index.insert(number, value.quickHash(index.seed))
        return UInt32(number)
    }

    /// A turn of time is over: numbers that were not asked for in so many, and that nobody speaks of, are given to other
    /// values.
    ///
    /// What was made of a number, such as a key, must be forgotten before.
    mutating func turn(marked: Set<UInt32>) {
        turns &+= 1
        for number in values.indices {
            let value = values[number]
            // One that is free already is not known, or by another number.
            guard turns &- used[number] > WindowTurn.kept + 1, !marked.contains(UInt32(number)),
                known(value) == UInt32(number)
            else { continue }
            index.remove(number, value.quickHash(index.seed))
            free.append(UInt32(number))
        }
    }

    subscript(number: UInt32) -> Value? { number < UInt32(values.count) ? values[Int(number)] : nil }

    @inline(__always)
    func known(_ value: Value) -> UInt32? {
        index.find(value.quickHash(index.seed)) { values[$0] == value }.map { UInt32($0) }
    }
}

extension String: QuickHashable {
    func quickHash(_ seed: UInt64) -> UInt64 {
        var hash = seed
        for octet in utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
        return fold(hash, HashConstant.first)
    }
}
