import Bytes
import Crypto
import CryptoExtras

/// Records of ciphers that authenticate what they encrypt.
extension RecordProtection {
    /// The content of a record; `nil` if it is not authentic.
    func openAEAD(_ record: RawSpan, _ header: RecordHeader, _ sequence: UInt64) -> [UInt8]? {
        let hasExplicitNonce = !version.isTLS13 && cipher.mode != .chaCha20Poly1305
        let start = RecordHeader.byteCount + (hasExplicitNonce ? 8 : 0)
        let tagBytes = if case .aesCCM(let count) = cipher.mode { count } else { 16 }
        guard record.byteCount >= start + tagBytes else { return nil }
        var box: [UInt8] = []
        box.reserveCapacity(12 + record.byteCount - start)
        if hasExplicitNonce {
            box += iv
            record.extracting(RecordHeader.byteCount..<start).withUnsafeBytes { box.append(contentsOf: $0) }
        } else {
            appendNonce(sequence, to: &box)
        }
        record.extracting(droppingFirst: start).withUnsafeBytes { box.append(contentsOf: $0) }
        let additional = additionalData(header, sequence, contentLength: record.byteCount - start - tagBytes)
        switch cipher.mode {
        case .aesGCM:
            guard let sealed = try? AES.GCM.SealedBox(combined: box) else { return nil }
            return (try? AES.GCM.open(sealed, using: key, authenticating: additional)).map { [UInt8]($0) }
        case .chaCha20Poly1305:
            guard let sealed = try? ChaChaPoly.SealedBox(combined: box) else { return nil }
            return (try? ChaChaPoly.open(sealed, using: key, authenticating: additional)).map { [UInt8]($0) }
        case .aesCCM: return CounterWithCBCMAC(key: key, tagBytes: tagBytes).open(box, authenticating: additional)
        case .aesCBC: return nil
        }
    }

    /// The number of the record, mixed into the end of the fixed part (RFC 8446 § 5.3, RFC 7905 § 2).
    private func appendNonce(_ sequence: UInt64, to box: inout [UInt8]) {
        box += iv
        guard box.count == 12 else { return }
        for index in 0..<8 { box[4 + index] ^= UInt8(truncatingIfNeeded: sequence >> (56 - 8 * index)) }
    }

    /// What is authenticated beside the content.
    private func additionalData(_ header: RecordHeader, _ sequence: UInt64, contentLength: Int) -> [UInt8] {
        version.isTLS13
            ? header.octets(length: header.length)
            : sequence.bigEndianOctets + header.octets(length: contentLength)
    }
}

extension RecordHeader {
    /// The header's octets, with `length` as the length.
    func octets(length: Int) -> [UInt8] {
        [
            type.rawValue, UInt8(truncatingIfNeeded: version >> 8), UInt8(truncatingIfNeeded: version),
            UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length),
        ]
    }
}

extension UInt64 {
    var bigEndianOctets: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * UInt64($0))) } }
}
