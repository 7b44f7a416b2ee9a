import Crypto
public import Records

/// The Community ID of a flow, version 1 with seed 0: the name that Zeek, Suricata and Wireshark give to it too.
public enum CommunityID {
    /// `1:` and Base64 of SHA-1 over seed, addresses, protocol, padding and ports, the smaller end first.
    ///
    /// - Returns: `nil` where the ends are of different IP versions.
    public static func text(_ one: Endpoint, _ other: Endpoint) -> String? {
        guard one.address.isIPv6 == other.address.isIPv6 else { return nil }
        let key = FlowKey(one, other)
        var octets: [UInt8] = [0, 0]
        octets.reserveCapacity(40)
        octets += key.lower.address.octets
        octets += key.upper.address.octets
        octets += [tcp, 0]
        for port in [key.lower.port, key.upper.port] { octets += [UInt8(port >> 8), UInt8(port & 0xff)] }
        return "1:" + Base64.text(Array(Insecure.SHA1.hash(data: octets)))
    }

    private static let tcp: UInt8 = 6
}

/// RFC 4648 § 4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let isPadding = place > group.count
                text.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
