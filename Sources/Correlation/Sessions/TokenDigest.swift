import Crypto
import Records

/// The digest of a token: what applications store where the token itself is not to be read in the store.
///
/// Rack, and with it Rails, keeps the session with the cookie's `id` under `2::` and the hexadecimal SHA-256 of it
/// (`Rack::Session::SessionId#private_id`, rack 2.0.8 and later).
enum TokenDigest {
    /// The SHA-256 of a token's canonical value, 64 hexadecimal digits in lower case.
    static func hexadecimal(ofCanonical token: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var octets: [UInt8] = []
        octets.reserveCapacity(64)
        for octet in SHA256.hash(data: CanonicalValue.octets(of: token)) {
            octets.append(digits[Int(octet >> 4)])
            octets.append(digits[Int(octet & 15)])
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
