/// An IP address. IPv4 is kept in the low 32 bits.
public struct Address: Sendable, Hashable, Codable, Comparable {
    public var high: UInt64
    public var low: UInt64
    public var isIPv6: Bool

    /// An IPv4 address, as its number in host order (10.0.0.1 is 0x0a000001).
    @inlinable
    public init(ipv4: UInt32) {
        high = 0
        low = UInt64(ipv4)
        isIPv6 = false
    }

    /// An IPv6 address, as the numbers of its first and last eight octets.
    @inlinable
    public init(ipv6High: UInt64, low: UInt64) {
        high = ipv6High
        self.low = low
        isIPv6 = true
    }

    // Written out: what the compiler derives is not inlined in other modules, and every packet compares addresses.
    @inlinable
    public static func == (left: Address, right: Address) -> Bool {
        left.low == right.low && left.high == right.high && left.isIPv6 == right.isIPv6
    }

    /// Orders IPv4 before IPv6, then by number.
    @inlinable
    public static func < (left: Address, right: Address) -> Bool {
        if left.isIPv6 != right.isIPv6 { return right.isIPv6 }
        return left.high == right.high ? left.low < right.low : left.high < right.high
    }

    /// The 4 or 16 octets in network byte order.
    public var octets: [UInt8] {
        let words: [UInt8] = (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64($0))) }
        let rest: [UInt8] = (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * UInt64($0))) }
        return isIPv6 ? words + rest : Array(rest[4...])
    }
}

extension Address: CustomStringConvertible {
    /// Dotted decimal, or RFC 5952 text.
    public var description: String {
        let bytes = octets
        if !isIPv6 { return bytes.map { String($0) }.joined(separator: ".") }
        if high == 0, low >> 32 == 0xffff {
            return "::ffff:" + bytes[12...].map { String($0) }.joined(separator: ".")
        }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        let hidden = longestZeroRun(groups)
        let hex: (ArraySlice<UInt16>) -> String = { $0.map { String($0, radix: 16) }.joined(separator: ":") }
        guard let hidden else { return hex(groups[...]) }
        return hex(groups[..<hidden.lowerBound]) + "::" + hex(groups[hidden.upperBound...])
    }

    /// The first of the longest runs of two or more zero groups (RFC 5952 § 4.2).
    private func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start: Int?
        for index in 0...groups.count {
            if index < groups.count, groups[index] == 0 {
                start = start ?? index
            } else if let first = start {
                if index - first > max(1, best?.count ?? 1) { best = first..<index }
                start = nil
            }
        }
        return best
    }

    /// Reads dotted decimal or RFC 4291 text; `nil` if it is neither.
    public init?(_ literal: some StringProtocol) {
        var text = String(literal)
        if !text.contains(":") {
            guard let value = Address.dotted(text) else { return nil }
            self.init(ipv4: value)
            return
        }
        if let colon = text.lastIndex(of: ":"), text[colon...].contains(".") {
            guard let tail = Address.dotted(String(text[text.index(after: colon)...])) else { return nil }
            text = text[...colon] + String(tail >> 16, radix: 16) + ":" + String(tail & 0xffff, radix: 16)
        }
        guard let groups = Address.groups(text) else { return nil }
        let number = { (part: ArraySlice<UInt16>) in part.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        self.init(ipv6High: number(groups[..<4]), low: number(groups[4...]))
    }

    private static func dotted(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let octet = UInt8(part), part.first != "+" else { return nil }
            value = value << 8 | UInt32(octet)
        }
        return value
    }

    private static func groups(_ text: String) -> [UInt16]? {
        let parse = { (part: Substring) -> [UInt16]? in
            if part.isEmpty { return [] }
            let groups = part.split(separator: ":", omittingEmptySubsequences: false).map { UInt16($0, radix: 16) }
            return groups.contains { $0 == nil } ? nil : groups.compactMap { $0 }
        }
        guard let gap = text.firstRange(of: "::") else {
            guard let all = parse(text[...]), all.count == 8 else { return nil }
            return all
        }
        guard let head = parse(text[..<gap.lowerBound]), let tail = parse(text[gap.upperBound...]),
            head.count + tail.count < 8
        else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }
}

/// An address and a TCP port.
public struct Endpoint: Sendable, Hashable, Codable, Comparable {
    public var address: Address
    public var port: UInt16

    @inlinable
    public init(address: Address, port: UInt16) {
        self.address = address
        self.port = port
    }

    @inlinable
    public static func == (left: Endpoint, right: Endpoint) -> Bool {
        left.port == right.port && left.address == right.address
    }

    @inlinable
    public static func < (left: Endpoint, right: Endpoint) -> Bool {
        left.address == right.address ? left.port < right.port : left.address < right.address
    }
}

extension Endpoint: CustomStringConvertible {
    /// `10.0.0.1:443` or `[2001:db8::1]:443`.
    public var description: String { address.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
}

/// Which connection a segment belongs to: its two ends, whichever of them sent it.
public struct FlowKey: Sendable, Hashable, Codable {
    public var lower: Endpoint
    public var upper: Endpoint

    @inlinable
    public init(_ one: Endpoint, _ other: Endpoint) {
        if other < one {
            lower = other
            upper = one
        } else {
            lower = one
            upper = other
        }
    }

    @inlinable
    public static func == (left: FlowKey, right: FlowKey) -> Bool {
        left.lower == right.lower && left.upper == right.upper
    }
}
