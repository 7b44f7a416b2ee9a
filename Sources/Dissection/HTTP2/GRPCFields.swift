import Bytes
import Records

/// The fields of gRPC in a header block (gRPC over HTTP/2).
struct GRPCFields: Sendable, Equatable {
    /// `grpc-status`.
    var status: UInt32?
    /// `grpc-message`, percent-decoded.
    var message: String?
    /// `grpc-timeout`, seconds.
    var timeout: Double?

    /// Takes in a field whose name begins with `grpc-`.
    mutating func note(_ name: RawSpan, _ value: RawSpan, limit: Int) {
        if name.equalsIgnoringCase("grpc-status") {
            status = value.decimal().map { UInt32(clamping: $0) }
        } else if name.equalsIgnoringCase("grpc-message") {
            message = Self.decoded(value, limit: limit)
        } else if name.equalsIgnoringCase("grpc-timeout") {
            timeout = Self.seconds(value)
        }
    }

    /// Whether a content type is one of gRPC.
    static func isContentType(_ type: String?) -> Bool {
        type?.utf8Span.span.bytes.matchesIgnoringCase("application/grpc") ?? false
    }

    /// Service and method: what is before and after the last slash of the path.
    static func call(_ path: String) -> GRPCCall {
        let octets = path.utf8Span.span.bytes
        var slash = octets.byteCount
        while slash > 0, octets.uint8(at: slash - 1) != UInt8(ascii: "/") { slash -= 1 }
        let start = octets.byteCount > 0 && octets.uint8(at: 0) == UInt8(ascii: "/") ? 1 : 0
        let end = max(start, slash - 1)
        return GRPCCall(
            service: octets.extracting(start..<end).text, method: octets.extracting(droppingFirst: slash).text)
    }

    /// A number of up to eight digits, and a unit.
    private static func seconds(_ value: RawSpan) -> Double? {
        guard value.byteCount >= 2, value.byteCount <= 9,
            let number = value.extracting(first: value.byteCount - 1).decimal()
        else { return nil }
        let unit: (multiplier: Double, divisor: Double)? =
            switch value.uint8(at: value.byteCount - 1) {
            case UInt8(ascii: "H"): (3600, 1)
            case UInt8(ascii: "M"): (60, 1)
            case UInt8(ascii: "S"): (1, 1)
            case UInt8(ascii: "m"): (1, 1e3)
            case UInt8(ascii: "u"): (1, 1e6)
            case UInt8(ascii: "n"): (1, 1e9)
            default: nil
            }
        return unit.map { Double(number) * $0.multiplier / $0.divisor }
    }

    /// Percent-encoded UTF-8; what is not of that form is taken as it is.
    private static func decoded(_ value: RawSpan, limit: Int) -> String? {
        guard !value.isEmpty else { return nil }
        var octets: [UInt8] = []
        var index = 0
        while index < value.byteCount, octets.count < limit {
            let octet = value.uint8(at: index)
            if octet == UInt8(ascii: "%"), index + 2 < value.byteCount,
                let high = ASCII.hexValue(value.uint8(at: index + 1)),
                let low = ASCII.hexValue(value.uint8(at: index + 2))
            {
                octets.append(high << 4 | low)
                index += 3
            } else {
                octets.append(octet)
                index += 1
            }
        }
        return octets.span.bytes.text(limit: limit)
    }
}
