import Dispatch
import Flows
import Records
import Synchronization

/// A shard with a thread of its own, which runs batch after batch beside the reading thread; several may wait.
final class ShardWorker: Sendable {
    /// A place for a batch that waits, runs, or has run.
    private final class Place: Sendable {
        let batch = Mutex(ShardBatch())
        let hasRun = DispatchSemaphore(value: 0)
    }

    /// What the thread knows: not the worker, so that the worker can go.
    private final class Loop: Sendable {
        let shard: Mutex<Shard>
        let places: [Place]
        /// Counts batches that were begun and not taken up yet, and the end.
        let work = DispatchSemaphore(value: 0)
        let isOver = Mutex(false)

        init(_ shard: Shard, depth: Int) {
            self.shard = Mutex(shard)
            places = (0..<depth).map { _ in Place() }
        }

        /// Takes up batches in the order in which they were begun: place after place, round and round.
        func run() {
            var index = 0
            while true {
                work.wait()
                if isOver.withLock({ $0 }) { return }
                let place = places[index]
                shard.withLock { shard in place.batch.withLock { $0.run(on: &shard) } }
                place.hasRun.signal()
                index = (index + 1) % places.count
            }
        }
    }

    private let loop: Loop

    /// `depth` batches may be on their way at once.
    init(_ shard: Shard, depth: Int) {
        let loop = Loop(shard, depth: depth)
        self.loop = loop
        // A queue of its own that is never done with its first block: a thread that nobody else needs.
        DispatchQueue(label: "hangup.shard").async { loop.run() }
    }

    deinit {
        loop.isOver.withLock { $0 = true }
        loop.work.signal()
    }

    /// Begins to run `batch` at the next place, which is free, and gives an empty one back for it.
    func begin(_ batch: inout ShardBatch, at index: Int) {
        loop.places[index].batch.withLock { swap(&$0, &batch) }
        loop.work.signal()
    }

    /// Asks the shard something, when all that was begun has run.
    func ask<Answer>(_ question: (borrowing Shard) -> Answer) -> Answer { loop.shard.withLock { question($0) } }

    /// Waits for the batch at a place, and appends what it told.
    func finish(at index: Int, into told: inout [Emission]) {
        let place = loop.places[index]
        place.hasRun.wait()
        place.batch.withLock {
            told.append(contentsOf: $0.emissions)
            $0.emissions.removeAll(keepingCapacity: true)
            $0.reuse()
        }
    }
}
