import Crypto
import CryptoExtras

/// AES-CCM with nonces of 12 octets (RFC 3610, RFC 6655), out of the library's counter and CBC modes.
struct CounterWithCBCMAC: Sendable {
    let key: SymmetricKey
    let tagBytes: Int

    /// The content of `box`: nonce, ciphertext, tag. `nil` if it is not authentic.
    func open(_ box: [UInt8], authenticating additional: [UInt8]) -> [UInt8]? {
        guard box.count >= 12 + tagBytes, additional.count < 0xff00 else { return nil }
        let nonce = Array(box[..<12])
        let ciphertext = box[12..<box.count - tagBytes]
        // Block 0 of the key stream covers the tag, the others the content.
        let stream = [UInt8](repeating: 0, count: 16) + ciphertext
        guard let counter = try? AES._CTR.Nonce(nonceBytes: [2] + nonce + [0, 0, 0]),
            let opened = try? AES._CTR.decrypt(stream, using: key, nonce: counter)
        else { return nil }
        let plain = [UInt8](opened)
        let content = Array(plain[16...])
        guard let mac = authenticate(content, additional, nonce) else { return nil }
        let tag = zip(mac.prefix(tagBytes), plain.prefix(tagBytes)).map { $0 ^ $1 }
        return tag.elementsEqual(box.suffix(tagBytes)) ? content : nil
    }

    /// CBC-MAC over a block of lengths, the additional data and the content, each padded with zeros.
    private func authenticate(_ content: [UInt8], _ additional: [UInt8], _ nonce: [UInt8]) -> [UInt8]? {
        let flags = UInt8(truncatingIfNeeded: (additional.isEmpty ? 0 : 64) + 8 * ((tagBytes - 2) / 2) + 2)
        var blocks = [flags] + nonce + octets(content.count, 3)
        if !additional.isEmpty {
            blocks += octets(additional.count, 2) + additional
            pad(&blocks)
        }
        blocks += content
        pad(&blocks)
        guard let start = try? AES._CBC.IV(ivBytes: [UInt8](repeating: 0, count: 16)),
            let chained = try? AES._CBC.encrypt(blocks, using: key, iv: start, noPadding: true)
        else { return nil }
        return Array(chained.suffix(16))
    }

    private func octets(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
    }

    private func pad(_ blocks: inout [UInt8]) {
        let rest = blocks.count % 16
        if rest > 0 { blocks += [UInt8](repeating: 0, count: 16 - rest) }
    }
}
