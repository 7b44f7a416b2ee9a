import Bytes
import Records

/// Pseudo-header fields (RFC 9113 § 8.3, RFC 8441 § 4).
struct HTTP2PseudoFields: Sendable, Equatable {
    var method: String?
    var path: String?
    var authority: String?
    var protocolName: String?
    var status: UInt16?
    /// Whether there is any.
    var isPresent = false

    /// Takes in a field whose name begins with a colon.
    mutating func note(_ name: RawSpan, _ value: RawSpan, limit: Int) {
        isPresent = true
        switch name.byteCount {
        case 5 where name.matches(":path"): path = value.text(limit: limit)
        case 7 where name.matches(":method"): method = HTTPMethod.text(value)
        case 7 where name.matches(":status"): status = value.decimal().flatMap { $0 < 1000 ? UInt16($0) : nil }
        case 9 where name.matches(":protocol"): protocolName = value.text(limit: limit)
        case 10 where name.matches(":authority"): authority = value.text(limit: limit)
        default: break
        }
    }
}

/// What a header block says beside the fields of a message.
struct HTTP2Block: Sendable {
    var pseudo = HTTP2PseudoFields()
    var grpc = GRPCFields()
    var framing = FramingFields()
    /// Fields that cannot be told.
    var unknown: UInt64 = 0
    /// Whether the first field could be told: pseudo-header fields come first.
    var isFirstKnown = false
    /// Whether there were more fields than are looked at.
    var isCut = false
    var fault: HPACKFault?

    /// Reads the block of a request.
    static func request(
        _ block: RawSpan, _ hpack: inout HPACKDecoder, _ memory: inout FieldMemory, _ limits: HTTPLimits,
        _ sessionHeaders: [String], into request: inout HTTPRequest
    ) -> HTTP2Block {
        var read = HTTP2Block()
        var fields = RequestFields()
        var rest = block
        hpack.begin()
        while read.next(&rest, &hpack, limits) {
            let octets = hpack.octets.span.bytes
            let name = octets.extracting(first: hpack.nameCount)
            let value = octets.extracting(droppingFirst: hpack.nameCount)
            if read.noteSpecial(name, value, limits) { continue }
            fields.note(name, value, limits, sessionHeaders, &memory, &request)
        }
        read.framing = fields.framing
        return read
    }

    /// Reads the block of a response.
    static func response(
        _ block: RawSpan, _ hpack: inout HPACKDecoder, _ memory: inout FieldMemory, _ limits: HTTPLimits,
        _ sessionHeaders: [String], into response: inout HTTPResponse
    ) -> HTTP2Block {
        var read = HTTP2Block()
        var fields = ResponseFields()
        var rest = block
        hpack.begin()
        while read.next(&rest, &hpack, limits) {
            let octets = hpack.octets.span.bytes
            let name = octets.extracting(first: hpack.nameCount)
            let value = octets.extracting(droppingFirst: hpack.nameCount)
            if read.noteSpecial(name, value, limits) { continue }
            fields.note(name, value, limits, sessionHeaders, &memory, &response)
        }
        read.framing = fields.framing
        return read
    }

    /// Reads a block of which only gRPC's fields are of interest: trailers.
    static func trailers(_ block: RawSpan, _ hpack: inout HPACKDecoder, _ limits: HTTPLimits) -> HTTP2Block {
        var read = HTTP2Block()
        var rest = block
        hpack.begin()
        while read.next(&rest, &hpack, limits) {
            let octets = hpack.octets.span.bytes
            let name = octets.extracting(first: hpack.nameCount)
            _ = read.noteSpecial(name, octets.extracting(droppingFirst: hpack.nameCount), limits)
        }
        return read
    }

    private var count: Int = 0

    /// Goes to the next field that is looked at; `false` at the end of the block.
    ///
    /// Fields beyond the limit are decoded, too, since they may be put into the table.
    private mutating func next(_ rest: inout RawSpan, _ hpack: inout HPACKDecoder, _ limits: HTTPLimits) -> Bool {
        do throws(HPACKFault) {
            while true {
                switch try hpack.next(&rest) {
                case .end: return false
                case .unknown: unknown += 1
                case .field:
                    if count == 0 { isFirstKnown = unknown == 0 }
                    count += 1
                    if count <= limits.headers { return true }
                    isCut = true
                }
            }
        } catch {
            fault = error
            return false
        }
    }

    /// Takes in a field that HTTP/1 does not have; returns whether it is one.
    private mutating func noteSpecial(_ name: RawSpan, _ value: RawSpan, _ limits: HTTPLimits) -> Bool {
        guard !name.isEmpty else { return true }
        switch name.uint8(at: 0) {
        case ASCII.colon: pseudo.note(name, value, limit: limits.textBytes)
        case UInt8(ascii: "g") where name.matches("grpc-"): grpc.note(name, value, limit: limits.textBytes)
        default: return false
        }
        return true
    }
}
