import Bytes

/// The handshake messages up to the ClientKeyExchange: an extended master secret is bound to them (RFC 7627 § 3).
///
/// Kept only where a premaster secret may come to light.
struct HandshakeTranscript: Sendable {
    /// Octets that are kept; certificate chains are most of them.
    private static let longest = 128 << 10

    private var messages: [UInt8] = []
    /// Where the message under way begins.
    private var start = 0
    private var isComplete = false

    /// All messages, if they were read without a loss.
    var complete: [UInt8]? { isComplete ? Array(messages[..<start]) : nil }

    /// Takes octets of the message under way; `completed` is its kind if they end it.
    mutating func add(_ octets: RawSpan, completed: HandshakeType?) {
        guard messages.count + octets.byteCount <= HandshakeTranscript.longest else {
            self = HandshakeTranscript()
            return
        }
        octets.withUnsafeBytes { messages.append(contentsOf: $0) }
        guard let completed else { return }
        if completed == .clientHello {
            messages.removeFirst(start)
            isComplete = false
        } else if isComplete {
            messages.removeSubrange(start...)
        } else if completed == .clientKeyExchange {
            isComplete = true
        }
        start = messages.count
    }
}
