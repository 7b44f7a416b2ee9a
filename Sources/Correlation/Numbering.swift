/// A number for each of the values met, and the value of each number; bounded.
struct Numbering<Value: QuickHashable>: Sendable {
    private(set) var values: ContiguousArray<Value> = []
    private var index = PlaceIndex()
    private let limit: Int

    init(limit: Int) { self.limit = min(limit, Int(UInt32.max) - 1) }

    /// The number of `value`; `UInt32.max` when there is no room for another one.
    mutating func number(_ value: Value) -> UInt32 {
        if let known = known(value) { return known }
        guard values.count < limit else { return .max }
        let number = values.count
        values.append(value)
        index.insert(number, value.quickHash(index.seed))
        return UInt32(number)
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
