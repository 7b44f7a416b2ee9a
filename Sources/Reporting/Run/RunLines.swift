/// The lines of a run, as `jsonl` prints them: to be read from the first to the last, as often as wanted.
public struct RunLines: Sendable {
    /// Octets kept in memory of what cannot be read twice; beyond it a temporary file holds them.
    static let spoolLimit = 32 << 20
    /// Octets read at once.
    private static let chunkSize = 256 << 10
    /// Octets of one line. No line of a report comes near it.
    static let longestLine = 64 << 20

    private enum Store: Sendable {
        case memory([UInt8])
        case file(OpenFile)
    }

    private let store: Store

    init(_ bytes: [UInt8]) { store = .memory(bytes) }

    /// The lines that a reporter wrote to a sink that keeps them.
    init(_ sink: ByteSink) {
        if let file = sink.spooled { store = .file(file) } else { store = .memory(sink.bytes) }
    }

    /// The lines of an open file, which is closed with this value. What cannot be read twice, a pipe, is kept.
    public init(descriptor: Int32) {
        let file = OpenFile(descriptor: descriptor)
        store = file.isSeekable ? .file(file) : RunLines.kept(file)
    }

    private static func kept(_ file: OpenFile) -> Store {
        var sink = ByteSink(spoolingAbove: spoolLimit)
        while true {
            let octets = file.next(count: chunkSize)
            if octets.isEmpty { break }
            sink.write(octets)
        }
        sink.flush()
        return RunLines(sink).store
    }

    /// Why a run could not be read to its end.
    public struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        /// The line's number, from 1.
        public var line: UInt64
        public var problem: String

        public var description: String { "line \(line): \(problem)" }
    }

    /// Reads the lines in order.
    struct Reader {
        private let store: Store
        private var buffer: [UInt8] = []
        /// The place in `buffer` of what was not given yet.
        private var start = 0
        private var offset: UInt64 = 0
        private var isAtEnd = false
        /// The number of the line given last, from 1.
        private(set) var number: UInt64 = 0
        /// Octets before the line given last.
        private(set) var place: UInt64 = 0

        init(_ store: RunLines, from offset: UInt64) {
            self.store = store.store
            self.offset = offset
        }

        /// Gives the next line without its end, and its number, to `body`; `nil` at the end. Empty lines are passed over.
        mutating func next<Result>(
            _ body: (ArraySlice<UInt8>, UInt64) throws(Fault) -> Result
        ) throws(Fault) -> Result? {
            while true {
                var searched = start
                while true {
                    if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                        let line = buffer[start..<end]
                        place = offset - UInt64(buffer.count - start)
                        start = end + 1
                        number += 1
                        if line.isEmpty { break }
                        return try body(line, number)
                    }
                    searched = buffer.count
                    guard !isAtEnd else {
                        let rest = buffer[start...]
                        place = offset - UInt64(rest.count)
                        start = buffer.count
                        if rest.isEmpty { return nil }
                        number += 1
                        return try body(rest, number)
                    }
                    guard buffer.count - start <= RunLines.longestLine else {
                        throw Fault(
                            line: number + 1, problem: "longer than \(RunLines.longestLine) octets; this is no jsonl")
                    }
                    searched -= fill()
                }
            }
        }

        /// Reads on; gives how far what is in the buffer has moved to its front.
        private mutating func fill() -> Int {
            let moved = start
            buffer.removeFirst(start)
            start = 0
            let octets: [UInt8]
            switch store {
            case .file(let file): octets = file.octets(at: offset, count: RunLines.chunkSize)
            case .memory(let bytes):
                let begin = Int(min(offset, UInt64(bytes.count)))
                octets = Array(bytes[begin..<min(bytes.count, begin + RunLines.chunkSize)])
            }
            offset += UInt64(octets.count)
            isAtEnd = octets.isEmpty
            buffer += octets
            return moved
        }
    }

    /// Reads from the line that begins after `offset` octets.
    func reader(from offset: UInt64 = 0) -> Reader { Reader(self, from: offset) }
}

extension RunLines {
    /// Reads all lines whose kind is wanted.
    ///
    /// Our own lines begin with their kind, so those that nobody wants are passed over unread.
    func forEach(
        of kinds: Set<RunRecord>, _ body: (RunRecord, JSONNode) -> Void
    ) throws(Fault) {
        try forEachPlaced(of: kinds) { kind, node, _ in body(kind, node) }
    }

    /// The same, with the octets before each line, by which it can be found again.
    func forEachPlaced(
        of kinds: Set<RunRecord>, _ body: (RunRecord, JSONNode, UInt64) -> Void
    ) throws(Fault) {
        var reader = reader()
        let line = JSONLine()
        var found: RunRecord?
        while true {
            let isMore: Bool? = try reader.next { (text: ArraySlice<UInt8>, number: UInt64) throws(Fault) -> Bool in
                found = nil
                if let kind = RunRecord(beginning: text), !kinds.contains(kind) { return true }
                do throws(JSONLine.Fault) {
                    try line.parse(text)
                } catch {
                    throw Fault(line: number, problem: "\(error.expected) expected at octet \(error.offset + 1)")
                }
                guard let kind = RunRecord(line.root) else {
                    guard number == 1 else { return true }
                    throw Fault(line: number, problem: RunRecord.complaint(line.root))
                }
                if kinds.contains(kind) { found = kind }
                return true
            }
            if isMore == nil { return }
            if let found { body(found, line.root, reader.place) }
        }
    }
}

/// What a line of a run tells.
enum RunRecord: String, CaseIterable, Sendable {
    case exchange, handshake, websocket, command, event, gap, flow, session, finding, edge, capture

    private static let opening = Array(#"{"record":""#.utf8)

    /// The kind of a line that begins as ours do; `nil` where it has to be looked for.
    init?(beginning text: ArraySlice<UInt8>) {
        guard text.starts(with: RunRecord.opening) else { return nil }
        let word = text.dropFirst(RunRecord.opening.count)
        guard
            let found = RunRecord.allCases.first(where: { kind in
                word.starts(with: kind.rawValue.utf8)
                    && word.dropFirst(kind.rawValue.utf8.count).first == UInt8(ascii: "\"")
            })
        else { return nil }
        self = found
    }

    init?(_ node: JSONNode) {
        guard let name = node["record"]?.raw else { return nil }
        self.init(rawValue: name)
    }

    /// What a first line is that tells nothing.
    static func complaint(_ node: JSONNode) -> String {
        if node["schema"] != nil {
            return "this is the json document; a report is made from jsonl (hangup analyze --format jsonl), or from "
                + "the capture"
        }
        return "no record of a run; a report is made from jsonl (hangup analyze --format jsonl), or from the capture"
    }
}
