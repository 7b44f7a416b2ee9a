import Records

/// Records of application data, counted.
struct Traffic: Sendable {
    private var records = PerSide<UInt64>(both: 0)
    private var bytes = PerSide<UInt64>(both: 0)
    private var first: PerSide<PacketReference?> = PerSide(both: nil)
    private var last: PerSide<PacketReference?> = PerSide(both: nil)

    mutating func count(_ length: Int, _ side: Side, _ at: PacketReference) {
        records[side] &+= 1
        bytes[side] &+= UInt64(length)
        if first[side] == nil { first[side] = at }
        last[side] = at
    }

    func write(to told: inout TLSHandshake) {
        told.applicationRecords = records
        told.applicationBytes = bytes
        told.firstApplicationData = first
        told.lastApplicationData = last
    }
}
