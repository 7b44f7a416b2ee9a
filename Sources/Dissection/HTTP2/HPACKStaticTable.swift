/// The static table of HPACK (RFC 7541 appendix A), its texts one after the other.
struct HPACKStaticTable: Sendable {
    static let shared = HPACKStaticTable()
    static let count = 61

    private let octets: [UInt8]
    /// Where the name of entry n (from 1) begins, then its value, and so on.
    private let starts: [Int]

    private init() {
        var octets: [UInt8] = []
        var starts: [Int] = []
        for (name, value) in Self.fields {
            for text in [name, value] {
                starts.append(octets.count)
                octets.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
            }
        }
        starts.append(octets.count)
        self.octets = octets
        self.starts = starts
    }

    /// Appends the name of the entry at `index`, from 1 to 61; returns its length.
    func appendName(_ index: Int, to target: inout [UInt8]) -> Int {
        append(2 * (index - 1), to: &target)
    }

    /// Appends the value of the entry at `index`, from 1 to 61.
    func appendValue(_ index: Int, to target: inout [UInt8]) {
        _ = append(2 * (index - 1) + 1, to: &target)
    }

    private func append(_ text: Int, to target: inout [UInt8]) -> Int {
        let range = starts[text]..<starts[text + 1]
        target.append(contentsOf: octets[range])
        return range.count
    }

    private static let fields: [(StaticString, StaticString)] = [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"),
        (":scheme", "http"), (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"),
        (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"), ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
        ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""),
        ("content-disposition", ""), ("content-encoding", ""), ("content-language", ""), ("content-length", ""),
        ("content-location", ""), ("content-range", ""), ("content-type", ""), ("cookie", ""), ("date", ""),
        ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""),
        ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""),
        ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""), ("proxy-authenticate", ""),
        ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""),
        ("server", ""), ("set-cookie", ""), ("strict-transport-security", ""), ("transfer-encoding", ""),
        ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ]
}
