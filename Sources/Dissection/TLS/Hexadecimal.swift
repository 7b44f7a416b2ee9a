/// Octets as lower-case hexadecimal digits.
func hexadecimal(_ octets: some Sequence<UInt8>) -> String {
    let digits: [UInt8] = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for octet in octets {
        text.append(digits[Int(octet >> 4)])
        text.append(digits[Int(octet & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// A 16-bit number as four lower-case hexadecimal digits.
func hexadecimal(_ value: UInt16) -> String {
    hexadecimal([UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)])
}
