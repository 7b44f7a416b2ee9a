import Records

/// A key with a hash that costs a few multiplications, where `Hasher`'s would cost more than what is done with it.
protocol QuickHashable: Equatable, Sendable {
    /// Depends on `seed`, so that nobody can choose addresses that collide.
    func quickHash(_ seed: UInt64) -> UInt64
}

/// Multiplies to 128 bits and folds.
@inline(__always)
func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}

/// Odd constants of which all bits are mixed.
enum HashConstant {
    static var first: UInt64 { 0x9e37_79b9_7f4a_7c15 }
    static var second: UInt64 { 0xff51_afd7_ed55_8ccd }
}

extension UInt64: QuickHashable {
    @inline(__always)
    func quickHash(_ seed: UInt64) -> UInt64 { fold(self ^ seed, HashConstant.first) }
}

extension UInt32: QuickHashable {
    @inline(__always)
    func quickHash(_ seed: UInt64) -> UInt64 { UInt64(self).quickHash(seed) }
}

extension UInt16: QuickHashable {
    @inline(__always)
    func quickHash(_ seed: UInt64) -> UInt64 { UInt64(self).quickHash(seed) }
}

extension Address: QuickHashable {
    @inline(__always)
    func quickHash(_ seed: UInt64) -> UInt64 { fold(low ^ seed, high ^ HashConstant.first) }
}

extension Endpoint: QuickHashable {
    @inline(__always)
    func quickHash(_ seed: UInt64) -> UInt64 { fold(address.quickHash(seed) ^ UInt64(port), HashConstant.second) }
}

extension HostPair: QuickHashable {
    @inline(__always)
    func quickHash(_ seed: UInt64) -> UInt64 {
        fold(client.quickHash(seed) ^ server.quickHash(~seed), HashConstant.second)
    }
}
