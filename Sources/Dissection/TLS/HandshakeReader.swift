import Bytes

/// Puts the handshake messages of one direction together: a message may span records, and a record messages.
struct HandshakeReader: Sendable {
    /// What the next octets complete.
    enum Step: Sendable, Equatable {
        /// Nothing yet: all octets were taken.
        case more
        /// A message whose body is the next `length` octets of the fragment, not taken yet.
        case inPlace(HandshakeType, length: Int)
        /// A message whose body was put together: `takeBody()` has it.
        case collected(HandshakeType)
        /// A message whose body was passed over; `isTooLong` if only for its length.
        case passed(HandshakeType, length: Int, isTooLong: Bool)
        /// A header that no message has.
        case implausible(HandshakeType)
    }

    private var header: UInt32 = 0
    private var headerCount = 0
    private var message: HandshakeHeader?
    private var missing = 0
    private var isHeld = false
    private var body: [UInt8] = []

    /// Whether the next octet belongs to a message that has begun.
    var isInMessage: Bool { headerCount > 0 || message != nil }

    /// The kind of the message that has begun.
    var pending: HandshakeType? { message?.type }

    /// Takes octets from the front of `fragment`, at most to the end of one message.
    mutating func read(_ fragment: inout RawSpan, headBytes: Int) -> Step {
        if message == nil {
            guard readHeader(&fragment) else { return .more }
            let header = HandshakeHeader(header)
            headerCount = 0
            guard header.type.isKnown else { return .implausible(header.type) }
            let held = header.type.heldBytes(headBytes: headBytes)
            if held != nil, header.length <= fragment.byteCount, header.length <= headBytes {
                return .inPlace(header.type, length: header.length)
            }
            message = header
            missing = header.length
            isHeld = held.map { header.length <= $0 } ?? false
        }
        return readBody(&fragment, headBytes: headBytes)
    }

    /// The body of the message just collected.
    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// Forgets a message that has begun.
    mutating func reset() { self = HandshakeReader() }

    /// Whether the header is complete.
    private mutating func readHeader(_ fragment: inout RawSpan) -> Bool {
        while headerCount < HandshakeHeader.byteCount {
            guard let octet = try? fragment.readUInt8() else { return false }
            header = header << 8 | UInt32(octet)
            headerCount += 1
        }
        return true
    }

    private mutating func readBody(_ fragment: inout RawSpan, headBytes: Int) -> Step {
        guard let header = message else { return .more }
        let count = min(missing, fragment.byteCount)
        if isHeld {
            fragment.extracting(first: count).withUnsafeBytes { body.append(contentsOf: $0) }
        }
        fragment = fragment.extracting(droppingFirst: count)
        missing -= count
        guard missing == 0 else { return .more }
        message = nil
        if isHeld { return .collected(header.type) }
        let isTooLong = header.type.heldBytes(headBytes: headBytes) != nil
        return .passed(header.type, length: header.length, isTooLong: isTooLong)
    }
}
