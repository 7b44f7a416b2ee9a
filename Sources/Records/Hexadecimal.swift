/// Octets as lower-case hexadecimal digits.
package func hexadecimal(_ octets: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for octet in octets { text.appendHexadecimal(octet) }
    return String(decoding: text, as: UTF8.self)
}

/// Numbers written as text, octet by octet: fingerprints are made of dozens of them.
extension [UInt8] {
    package mutating func appendHexadecimal(_ octet: UInt8) {
        append(digit(octet >> 4))
        append(digit(octet & 15))
    }

    package mutating func appendHexadecimal(_ value: UInt16) {
        appendHexadecimal(UInt8(truncatingIfNeeded: value >> 8))
        appendHexadecimal(UInt8(truncatingIfNeeded: value))
    }

    package mutating func appendDecimal(_ value: UInt16) {
        var divisor: UInt16 = 10_000
        while divisor > 1, value < divisor { divisor /= 10 }
        while divisor > 0 {
            append(0x30 + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    private func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
