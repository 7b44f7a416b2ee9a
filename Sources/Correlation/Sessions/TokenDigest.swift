import Crypto
import Records

/// The digest of a token: what applications store where the token itself is not to be read in the store.
///
/// Rack, and with it Rails, keeps the session with the cookie's `id` under `2::` and the hexadecimal SHA-256 of it
/// (`Rack::Session::SessionId#private_id`, rack 2.0.8 and later).
enum TokenDigest {
    /// The SHA-256 of a token's canonical value, 64 hexadecimal digits in lower case.
    static func hexadecimal(ofCanonical token: String) -> String {
        Records.hexadecimal(SHA256.hash(data: CanonicalValue.octets(of: token)))
    }
}
