import Bytes
import Crypto
import CryptoExtras

/// Records of AES-CBC (RFC 5246 § 6.2.3.2), authenticated before encryption or after it (RFC 7366).
extension RecordProtection {
    /// The content of a record; `nil` if padding or authentication are wrong.
    func openCBC(
        _ record: RawSpan, _ header: RecordHeader, _ sequence: UInt64, _ hash: HashFunction
    ) -> OpenedRecord? {
        let hasExplicitIV = version.rawValue >= 0x0302
        let start = RecordHeader.byteCount
        var end = record.byteCount
        if encryptsThenMACs {
            end -= hash.byteCount
            guard end >= start, isAuthentic(record, start..<end, header, sequence, hash) else { return nil }
        }
        let body = start + (hasExplicitIV ? 16 : 0)
        guard end > body, (end - body) % 16 == 0 else { return nil }
        let vector = hasExplicitIV ? record.extracting(start..<body).withUnsafeBytes { [UInt8]($0) } : iv
        let ciphertext = record.extracting(body..<end).withUnsafeBytes { [UInt8]($0) }
        guard let vector = try? AES._CBC.IV(ivBytes: vector),
            let opened = try? AES._CBC.decrypt(ciphertext, using: key, iv: vector, noPadding: true)
        else { return nil }
        var plain = [UInt8](opened)
        guard removePadding(&plain) else { return nil }
        if !encryptsThenMACs {
            guard plain.count >= hash.byteCount else { return nil }
            let content = Array(plain.dropLast(hash.byteCount))
            let code = authenticationCode(content, header, sequence, hash)
            guard code.elementsEqual(plain.suffix(hash.byteCount)) else { return nil }
            plain = content
        }
        return OpenedRecord(type: header.type, content: plain)
    }

    /// Removes padding and its length; `false` where its octets are not all alike.
    private func removePadding(_ plain: inout [UInt8]) -> Bool {
        guard let length = plain.last, plain.count > Int(length) else { return false }
        guard plain.suffix(Int(length) + 1).allSatisfy({ $0 == length }) else { return false }
        plain.removeLast(Int(length) + 1)
        return true
    }

    private func authenticationCode(
        _ content: [UInt8], _ header: RecordHeader, _ sequence: UInt64, _ hash: HashFunction
    ) -> [UInt8] {
        hash.authenticate(
            sequence.bigEndianOctets + header.octets(length: content.count) + content, with: macKey)
    }

    /// Whether what stands behind the ciphertext authenticates it.
    private func isAuthentic(
        _ record: RawSpan, _ range: Range<Int>, _ header: RecordHeader, _ sequence: UInt64, _ hash: HashFunction
    ) -> Bool {
        let content = record.extracting(range).withUnsafeBytes { [UInt8]($0) }
        let code = record.extracting(droppingFirst: range.upperBound).withUnsafeBytes { [UInt8]($0) }
        return authenticationCode(content, header, sequence, hash) == code
    }
}
