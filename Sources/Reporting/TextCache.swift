/// Remembers a bounded number of texts made from texts: a newer one takes the place of an older with the same hash.
struct TextCache: Sendable {
    /// Places; a power of two.
    private static let size = 1 << 15
    /// Texts longer than this, in octets, are not remembered.
    private static let longest = 512

    private struct Place {
        var key = ""
        var value = ""
    }

    /// Empty until the first text.
    private var places: [Place] = []

    subscript(key: String) -> String? {
        get {
            guard !places.isEmpty, !key.isEmpty else { return nil }
            let place = TextCache.place(of: key)
            return places[place].key == key ? places[place].value : nil
        }
        set {
            guard let newValue, key.utf8.count <= TextCache.longest else { return }
            if places.isEmpty { places = Array(repeating: Place(), count: TextCache.size) }
            places[TextCache.place(of: key)] = Place(key: key, value: newValue)
        }
    }

    /// Eight octets at a time, multiplied and folded: collisions cost time, never a wrong answer.
    private static func place(of key: String) -> Int {
        var key = key
        return key.withUTF8 { octets in
            let raw = UnsafeRawBufferPointer(octets)
            var hash = UInt64(truncatingIfNeeded: octets.count)
            var index = 0
            while index &+ 8 <= raw.count {
                hash = mixed(hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index &+= 8
            }
            var rest: UInt64 = 0
            while index < raw.count {
                rest = rest << 8 | UInt64(raw[index])
                index &+= 1
            }
            return Int(truncatingIfNeeded: mixed(hash ^ rest) & UInt64(size - 1))
        }
    }

    @inline(__always)
    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        return product.high ^ product.low
    }
}
