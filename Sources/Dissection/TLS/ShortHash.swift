import Crypto

/// The first 16 octets of SHA-256: to find the same secret again without keeping it.
func shortHash(_ octets: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: octets).prefix(16)) }
