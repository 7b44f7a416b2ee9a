import Bytes

/// How the length of a body is known (RFC 9112 § 6).
enum BodyFraming: Equatable, Sendable {
    case none
    case length(UInt64)
    case chunked
    case untilClose
}

/// The fields that say how long a body is.
struct FramingFields {
    private(set) var contentLength: UInt64?
    private(set) var hasTransferEncoding = false
    /// Whether chunked is the last transfer coding.
    private(set) var isChunked = false
    /// Whether there is a content coding: the body is not readable as text.
    var isCoded = false
    /// What is wrong with them; `nil` if nothing is.
    private(set) var fault: StaticString?

    /// Notes a `Content-Length` field: one number, or a list of equal ones.
    mutating func noteLength(_ value: RawSpan) {
        if let number = value.decimal() {
            note(number)
            return
        }
        var start = 0
        while start <= value.byteCount {
            let end = value.firstIndex(of: ASCII.comma, from: start) ?? value.byteCount
            if let number = value.extracting(value.trimmed(start..<end)).decimal() {
                note(number)
            } else {
                fault = "Content-Length is no number"
            }
            start = end + 1
        }
    }

    private mutating func note(_ number: UInt64) {
        if let contentLength, contentLength != number { fault = "different Content-Lengths" }
        contentLength = contentLength ?? number
    }

    /// Notes a `Transfer-Encoding` field: the last coding of the last field counts.
    mutating func noteTransferEncoding(_ value: RawSpan) {
        hasTransferEncoding = true
        var start = value.byteCount
        while start > 0, value.uint8(at: start - 1) != ASCII.comma { start -= 1 }
        isChunked = value.extracting(value.trimmed(start..<value.byteCount)).equalsIgnoringCase("chunked")
    }

    /// Says what is wrong when both kinds of length are there: an attempt at smuggling, or a broken proxy.
    mutating func conclude() {
        if hasTransferEncoding, contentLength != nil { fault = "Transfer-Encoding and Content-Length" }
    }

    /// The body of a request: without any of the fields there is none (RFC 9112 § 6.3).
    var ofRequest: BodyFraming {
        if isChunked { return .chunked }
        // A transfer coding that does not end in chunked is unreadable; what follows is looked at as a new message.
        if hasTransferEncoding { return .none }
        guard let contentLength, contentLength > 0 else { return .none }
        return .length(contentLength)
    }

    /// The body of a response that may have one.
    var ofResponse: BodyFraming {
        if isChunked { return .chunked }
        if hasTransferEncoding { return .untilClose }
        guard let contentLength else { return .untilClose }
        return contentLength == 0 ? .none : .length(contentLength)
    }
}
