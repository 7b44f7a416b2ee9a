import Bytes
import Records

/// The field lines of a client's request, to be taken as read where the next request repeats them octet for octet, as
/// requests on a connection mostly do.
struct RepeatedHead: Sendable {
    /// The lines with the empty line behind them; empty where none are kept.
    private var block: [UInt8] = []
    private var requests: [HTTPRequest] = []
    private(set) var fields = RequestFields()
    /// Requests seen, and how many of them had other lines than the one before.
    private var seen = 0
    private var changes = 0

    /// Longer blocks are not kept, octets.
    private static let longest = 4 << 10
    /// A client whose requests change so often without one being repeated has others every time.
    private static let patience = 4

    /// Where the block ends that begins at `offset`, if it is the one that is kept.
    func end(in window: RawSpan, from offset: Int) -> Int? {
        guard !block.isEmpty, window.byteCount - offset >= block.count else { return nil }
        let end = offset + block.count
        return block.span.bytes.equals(window.extracting(offset..<end)) ? end : nil
    }

    /// A request with the fields of the block that is kept.
    func request(begin: PacketReference, at: PacketReference, method: String, target: String) -> HTTPRequest {
        guard var request = requests.first else {
            return HTTPRequest(begin: begin, at: at, method: method, target: target)
        }
        request.repeated(begin: begin, at: at, method: method, target: target)
        return request
    }

    mutating func noteRepetition() { changes = 0 }

    /// Keeps the block of a request that was read whole, unless it is the only one so far: many connections have one.
    mutating func keep(_ block: RawSpan, _ request: HTTPRequest, _ fields: RequestFields) {
        seen += 1
        guard seen > 1, changes < Self.patience, block.byteCount <= Self.longest else {
            self.block = []
            requests = []
            return
        }
        changes += 1
        self.block = block.array
        requests = [request]
        self.fields = fields
    }
}
