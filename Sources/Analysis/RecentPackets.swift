import Captures
import Records

/// The packets of the last seconds, each with its flow: bounded by time and by octets.
struct RecentPackets {
    private struct Chunk {
        var batch: PacketBatch
        var flows: [FlowID] = []
        var numbers: [UInt64] = []
        var last: Timestamp
    }

    /// Octets after which another chunk is begun, and seconds.
    private static let chunkSize = 1 << 20
    private static let chunkAge = 5.0

    private let seconds: Double
    private let limit: Int
    private var chunks: [Chunk] = []
    private var size = 0
    private var began = Timestamp(nanoseconds: .min)

    /// Keeps packets for so long, and at most so many octets of them.
    init(seconds: Double, limit: Int = 128 << 20) {
        self.seconds = seconds
        self.limit = limit
    }

    mutating func add(_ frame: Frame, flow: FlowID, number: UInt64) {
        if chunks.isEmpty || chunks[chunks.count - 1].batch.size >= Self.chunkSize
            || abs(frame.time.seconds(since: began)) >= Self.chunkAge
            || chunks[chunks.count - 1].batch.linkType != frame.linkType
        {
            forget(before: frame.time.advanced(bySeconds: -seconds))
            began = frame.time
            chunks.append(Chunk(batch: PacketBatch(firstNumber: 0, linkType: frame.linkType), last: frame.time))
        }
        let index = chunks.count - 1
        chunks[index].batch.append(
            frame.bytes, originalLength: UInt32(clamping: frame.originalLength), time: frame.time)
        chunks[index].flows.append(flow)
        chunks[index].numbers.append(number)
        chunks[index].last = frame.time
        size += frame.bytes.count + 64
    }

    /// Calls `body` with the packets of these flows, in their order, each with its number: the first and the last ones,
    /// where all are more than `limit` octets.
    func forEach(of wanted: Set<FlowID>, limit: Int, _ body: (Frame, UInt64) -> Void) {
        var total = 0
        forEach(of: wanted) { frame, _ in total += frame.bytes.count }
        let beginning = limit / 8
        let end = max(beginning, total - (limit - beginning))
        var place = 0
        forEach(of: wanted) { frame, number in
            place += frame.bytes.count
            if place <= beginning || place > end { body(frame, number) }
        }
    }

    private func forEach(of wanted: Set<FlowID>, _ body: (Frame, UInt64) -> Void) {
        for chunk in chunks where chunk.flows.contains(where: { wanted.contains($0) }) {
            var index = 0
            chunk.batch.forEach { frame in
                if wanted.contains(chunk.flows[index]) { body(frame, chunk.numbers[index]) }
                index += 1
            }
        }
    }

    private mutating func forget(before time: Timestamp) {
        while let oldest = chunks.first, oldest.last < time || size > limit {
            size -= oldest.flows.count * 64 + oldest.batch.octets
            chunks.removeFirst()
        }
    }
}
