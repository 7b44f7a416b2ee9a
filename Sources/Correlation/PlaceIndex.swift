/// From hashes to places in somebody's array: open addressing, linear probing, no tombstones.
///
/// Whoever keeps the array says which element a place holds. Hashes are kept beside the places, so that most others are
/// told apart without a look at the array.
struct PlaceIndex: Sendable {
    /// The lower half of a hash, then a place plus one; 0 where empty.
    private var buckets: ContiguousArray<UInt64> = []
    private var mask = 0
    private(set) var count = 0
    /// Of the hashes: another one for every index.
    let seed = UInt64.random(in: .min ... .max) | 1

    /// The place with this hash for which `holds` is true.
    @inline(__always)
    func find(_ hash: UInt64, _ holds: (Int) -> Bool) -> Int? {
        guard !buckets.isEmpty else { return nil }
        let mark = hash << 32
        var bucket = Int(truncatingIfNeeded: hash & 0xffff_ffff) & mask
        while buckets[bucket] != 0 {
            if buckets[bucket] & ~0xffff_ffff == mark {
                let place = Int(buckets[bucket] & 0xffff_ffff) - 1
                if holds(place) { return place }
            }
            bucket = (bucket + 1) & mask
        }
        return nil
    }

    /// Enters a place that is not there yet.
    mutating func insert(_ place: Int, _ hash: UInt64) {
        if (count + 1) * 4 > buckets.count * 3 { grow() }
        put(hash << 32 | UInt64(truncatingIfNeeded: place + 1) & 0xffff_ffff)
        count += 1
    }

    /// Takes out a place that is there, and closes the gap behind it.
    mutating func remove(_ place: Int, _ hash: UInt64) {
        guard !buckets.isEmpty else { return }
        let entry = hash << 32 | UInt64(truncatingIfNeeded: place + 1) & 0xffff_ffff
        var hole = home(entry)
        while buckets[hole] != entry {
            if buckets[hole] == 0 { return }
            hole = (hole + 1) & mask
        }
        var bucket = (hole + 1) & mask
        while buckets[bucket] != 0 {
            if (bucket - home(buckets[bucket])) & mask >= (bucket - hole) & mask {
                buckets[hole] = buckets[bucket]
                hole = bucket
            }
            bucket = (bucket + 1) & mask
        }
        buckets[hole] = 0
        count -= 1
    }

    @inline(__always)
    private func home(_ entry: UInt64) -> Int { Int(truncatingIfNeeded: entry >> 32) & mask }

    private mutating func put(_ entry: UInt64) {
        var bucket = home(entry)
        while buckets[bucket] != 0 { bucket = (bucket + 1) & mask }
        buckets[bucket] = entry
    }

    private mutating func grow() {
        let old = buckets
        let size = max(16, old.count * 2)
        buckets = ContiguousArray(repeating: 0, count: size)
        mask = size - 1
        for entry in old where entry != 0 { put(entry) }
    }
}
