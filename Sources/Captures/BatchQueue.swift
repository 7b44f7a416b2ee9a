internal import Synchronization

/// Batches on their way from one thread to another. It holds a bounded number of octets: who offers never waits.
public final class BatchQueue: Sendable {
    /// What a reader gets.
    public enum Next: Sendable {
        case batch(PacketBatch)
        /// Nothing came in time, or the reader was called.
        case nothing
        /// Nothing will come any more.
        case closed
    }

    private struct State: Sendable {
        var batches: [PacketBatch] = []
        /// Of the next batch among them; those before are gone.
        var head = 0
        var size = 0
        var isWaiting = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeUp = WakeUp()
    /// Octets that wait at most.
    private let limit: Int

    /// A queue of at most `limit` octets; one batch fits always.
    public init(limit: Int) { self.limit = limit }

    /// Puts a batch in; `false` where there is no room, and it stays out.
    public func offer(_ batch: PacketBatch) -> Bool {
        let (isTaken, isWaiting) = state.withLock { state in
            guard !state.isClosed, state.size == 0 || state.size + batch.size <= limit else { return (false, false) }
            state.batches.append(batch)
            state.size += batch.size
            defer { state.isWaiting = false }
            return (true, state.isWaiting)
        }
        if isWaiting { wakeUp.signal() }
        return isTaken
    }

    /// Nothing more is offered; what is in can still be taken.
    public func close() {
        state.withLock { $0.isClosed = true }
        wakeUp.signal()
    }

    /// Calls the reader back from waiting.
    public func call() { wakeUp.signal() }

    /// Whether the reader has taken all that was offered.
    public var isEmpty: Bool { state.withLock { $0.size == 0 } }

    /// The next batch; waits for one at most so long.
    public func next(milliseconds: Int32) -> Next {
        if let next = take(waiting: milliseconds > 0) { return next }
        guard milliseconds > 0 else { return .nothing }
        wakeUp.wait(milliseconds: milliseconds)
        return take(waiting: false) ?? .nothing
    }

    private func take(waiting: Bool) -> Next? {
        state.withLock { state in
            state.isWaiting = false
            guard state.head < state.batches.count else {
                if state.isClosed { return .closed }
                state.isWaiting = waiting
                return nil
            }
            let batch = state.batches[state.head]
            // The place must not keep the packets.
            state.batches[state.head] = PacketBatch(firstNumber: 0, linkType: batch.linkType)
            state.head += 1
            state.size -= batch.size
            if state.head == state.batches.count {
                state.batches.removeAll(keepingCapacity: state.batches.count <= 1_024)
                state.head = 0
            }
            return .batch(batch)
        }
    }
}
