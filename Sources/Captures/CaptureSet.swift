public import Records

/// Several capture files, read as one in the order of time.
///
/// Packets are merged one by one; of two with the same time the one of the earlier argument comes first. The order
/// inside a file is never changed, even where its clock goes backwards.
public final class CaptureSet {
    private let readers: [CaptureReader]
    /// The same, to be asked for every packet without counting a reference.
    private let unowned: [Unmanaged<CaptureReader>]
    /// Files that could not be opened, and their places among the arguments.
    private let refused: [(place: Int, summary: SourceSummary)]
    private let filter: PacketFilter?
    /// The next packet of each file that has one.
    // Nobody else can reach these while they are changed; to have that checked for every packet costs as much as the
    // merging.
    @exclusivity(unchecked) private var heads: ContiguousArray<Frame>
    @exclusivity(unchecked) private var alive: ContiguousArray<Bool>
    /// The file whose packets are being given, up to `bound`.
    @exclusivity(unchecked) private var leader = 0
    /// The earliest head of the other files; a leader that stays before it needs no comparison with all of them.
    @exclusivity(unchecked) private var bound = Timestamp(nanoseconds: .min)
    @exclusivity(unchecked) private var boundSource = -1
    /// Secrets that were taken, of each file; and whether there are more.
    @exclusivity(unchecked) private var taken: [Int]
    @exclusivity(unchecked) public private(set) var hasNewSecrets: Bool
    /// Whether the leader's head was given and is to be replaced.
    @exclusivity(unchecked) private var headIsUsed = false

    /// Opens `paths` (`-` is standard input). Where only some of several can be opened, these are read, and `summaries` say
    /// what is wrong with the others; where none can, the first one's error is thrown. Packets that `filter`, in the language of pcap-filter(7), rejects are
    /// given too and marked, so that they keep their numbers. A filter that
    /// cannot be compiled for the link type of any file's first packet throws `CaptureError.filter`.
    public init(paths: [String], filter expression: String? = nil) throws(CaptureError) {
        let many = paths.count >= CaptureLimits.manyFiles
        var readers: [CaptureReader] = []
        var refused: [(place: Int, summary: SourceSummary)] = []
        var first: CaptureError?
        for (place, path) in paths.enumerated() {
            let length = many ? CaptureLimits.sharedBufferLength : CaptureLimits.bufferLength
            do throws(CaptureError) {
                readers.append(try CaptureReader(path: path, bufferLength: length))
            } catch {
                first = first ?? error
                refused.append((place, SourceSummary(path: path, format: "", linkType: "", error: error.reason)))
            }
        }
        if readers.isEmpty, let first { throw first }
        self.readers = readers
        unowned = readers.map { Unmanaged.passUnretained($0) }
        self.refused = refused
        heads = ContiguousArray(repeating: Frame(), count: readers.count)
        alive = ContiguousArray(repeating: false, count: readers.count)
        for index in readers.indices {
            heads[index].source = index
            alive[index] = readers[index].next(&heads[index])
        }
        taken = [Int](repeating: 0, count: readers.count)
        hasNewSecrets = readers.contains { $0.secretCount > 0 }
        if let expression, !expression.isEmpty {
            let linkTypes = heads.indices.filter { [alive] in alive[$0] }.map { [heads] in heads[$0].linkType }
            filter = try PacketFilter(expression, linkTypes: Array(Set(linkTypes)))
        } else {
            filter = nil
        }
        chooseLeader()
    }

    /// Gives the next packet of all files; its octets are valid until the next call. `false` at the end.
    public func next(_ frame: inout Frame) -> Bool {
        if headIsUsed, readers.count == 1 {
            advanceAlone(&frame)
            guard alive[0] else { return false }
        } else {
            if headIsUsed { advance() }
            guard leader < alive.count, alive[leader] else { return false }
            frame = heads[leader]
            headIsUsed = true
        }
        if let filter { frame.isFiltered = !filter.accepts(frame) }
        return true
    }

    /// The files, in the order of the arguments.
    public var summaries: [SourceSummary] {
        var summaries = readers.map(\.summary)
        for (place, summary) in refused { summaries.insert(summary, at: min(place, summaries.count)) }
        return summaries
    }

    /// The readers, in the order of the arguments: `Frame.source` is the index.
    public var sources: [CaptureReader] { readers }

    /// Whether any of the files may hold secrets.
    public var mayHoldSecrets: Bool { readers.contains { $0.mayHoldSecrets } }

    /// Gives the secrets found since the last call, in the order of files and blocks.
    public func takeSecrets() -> [DecryptionSecrets] {
        hasNewSecrets = false
        var found: [DecryptionSecrets] = []
        for index in readers.indices where readers[index].secretCount > taken[index] {
            found += readers[index].secrets[taken[index]...]
            taken[index] = readers[index].secretCount
        }
        return found
    }

    /// Octets read of all files, and how many they have; `nil` where one of them does not know.
    public var progress: (read: UInt64, total: UInt64?) {
        var read: UInt64 = 0
        var total: UInt64? = 0
        for reader in readers {
            let part = reader.progress
            read &+= part.read
            if let known = part.total, let sum = total { total = sum &+ known } else { total = nil }
        }
        return (read, total)
    }

    /// Packets that the kernel and the interfaces dropped in all files; `nil` where none of them says.
    public var drops: (kernel: UInt64?, interface: UInt64?) {
        let interfaces = readers.flatMap(\.interfaces)
        let sum = { (counts: [UInt64]) in counts.isEmpty ? nil : counts.reduce(0, &+) }
        return (sum(interfaces.compactMap(\.droppedBySystem)), sum(interfaces.compactMap(\.droppedByInterface)))
    }

    /// The same where there is one file, and nothing to compare: straight into the caller's frame.
    private func advanceAlone(_ frame: inout Frame) {
        read(0, into: &frame)
        frame.source = 0
        frame.isFiltered = false
    }

    private func read(_ place: Int, into frame: inout Frame) {
        unowned[place]._withUnsafeGuaranteedRef { reader in
            alive[place] = reader.next(&frame)
            if reader.secretCount > taken[place] { hasNewSecrets = true }
        }
    }

    private func advance() {
        headIsUsed = false
        read(leader, into: &heads[leader])
        guard readers.count > 1 else { return }
        if alive[leader] {
            let time = heads[leader].time
            if time < bound || time == bound && leader < boundSource { return }
        }
        chooseLeader()
    }

    /// Finds the earliest head, and the one after it.
    private func chooseLeader() {
        var first: Int?
        var second: Int?
        for index in heads.indices where alive[index] {
            if let best = first, heads[best].time <= heads[index].time {
                if second.map({ heads[index].time < heads[$0].time }) ?? true { second = index }
            } else {
                second = first
                first = index
            }
        }
        leader = first ?? 0
        bound = second.map { heads[$0].time } ?? Timestamp(nanoseconds: .max)
        boundSource = second ?? .max
    }
}
