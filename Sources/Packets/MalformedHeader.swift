public import Bytes

/// A header that could not be read: what was missing or wrong, where, and which length drew the line.
public struct MalformedHeader: Sendable, Equatable {
    /// The header, as its specification names it.
    public var header: StaticString = "packet"
    /// The packet's number in the capture.
    public var number: UInt64 = 0
    /// Which length ended the octets in which the header was read.
    public var end = LengthSource.frame
    public var malformed = Malformed.short(needed: 0, available: 0)

    init() {}

    init(header: StaticString, number: UInt64, end: LengthSource, malformed: Malformed) {
        self.header = header
        self.number = number
        self.end = end
        self.malformed = malformed
    }

    public static func == (left: MalformedHeader, right: MalformedHeader) -> Bool {
        left.header.description == right.header.description && left.number == right.number && left.end == right.end
            && left.malformed == right.malformed
    }
}

extension MalformedHeader: CustomStringConvertible {
    /// `needed 20 bytes, 13 available, because IPv4 total length, in TCP header, packet 7`.
    public var description: String {
        switch malformed {
        case .short: "\(malformed), because \(end.name), in \(header), packet \(number)"
        case .broken: "\(malformed), in \(header), packet \(number)"
        }
    }
}
