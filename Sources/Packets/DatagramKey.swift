import Records

/// Which fragments belong together (RFC 791 § 3.2, RFC 8200 § 4.5).
struct DatagramKey: Equatable {
    var source: Address
    var destination: Address
    var identification: UInt32
    /// IPv4's protocol; 44 for IPv6, whose fragments are told apart without it.
    var transport: UInt8

    /// For a quick look through the keys; equal keys have equal fingerprints.
    var fingerprint: UInt64 {
        var value = source.high ^ source.low &* 0x9e37_79b9_7f4a_7c15
        value = (value ^ value >> 29) &+ destination.high ^ destination.low &* 0xbf58_476d_1ce4_e5b9
        return (value ^ value >> 32) &+ UInt64(identification) << 8 &+ UInt64(transport)
    }
}
