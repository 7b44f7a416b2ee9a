public import Records

/// A change of a session that another writer wrote over.
public struct LostUpdate: Sendable {
    /// A command about the session.
    public struct Step: Sendable {
        public var at: PacketReference
        public var flow: FlowID
        public var client: Endpoint
    }

    /// Who added words, and who wrote over them, each after its own read; and who read them no more.
    public var added: Step
    public var addedFrom: Step
    public var overwrote: Step
    public var overwroteFrom: Step
    public var missing: Step
    /// Words that are lost.
    public var words: Int
    public var server: Endpoint
    /// What stands before the identifier in the key.
    public var prefix: String
    /// The identifier: a secret to every output.
    public var identifier: String
}

/// Who reads and writes whole sessions at the same time, by the hashes of their words.
struct UpdateWatch: Sendable {
    private struct Look: Sendable {
        var step: LostUpdate.Step
        var words: [UInt64]
    }

    private struct Write: Sendable {
        var look: Look
        /// What its writer had read before.
        var base: Look
    }

    /// A write that lacks what another one had added: until the next read shows whether it is gone.
    private struct Doubt: Sendable {
        var earlier: Write
        var later: Write
        var words: [UInt64]
    }

    private struct Watch: Sendable {
        /// The last reads of the last two connections that read it, the younger first.
        var read: Look
        var readBefore: Look?
        /// The last write after a read, and a doubt: none or one of each, apart, for few have any.
        var writes: [Write] = []
        var doubts: [Doubt] = []

        mutating func note(_ look: Look) {
            if read.step.flow != look.step.flow { readBefore = read }
            read = look
        }

        func read(by flow: FlowID) -> Look? {
            if read.step.flow == flow { return read }
            return readBefore?.step.flow == flow ? readBefore : nil
        }

        mutating func forget() {
            writes = []
            doubts = []
            readBefore = nil
            read.step.flow = .max
        }
    }

    /// Who reads and writes longer ago than this works at something else, seconds.
    private static let longest = 60.0

    private var watches: BoundedTable<UInt64, Watch>

    init(limits: CorrelationLimits) { watches = BoundedTable(limit: limits.watchedUpdates) }

    mutating func absorb(
        _ command: StoreCommand, _ number: UInt64, _ token: StoreIdentifier, _ presence: StorePresence,
        _ answered: PacketReference, _ ends: FlowEnds
    ) -> StoreNews? {
        let step = LostUpdate.Step(at: answered, flow: ends.flow, client: ends.client)
        switch presence {
        case .there where command.effect.contains(.reads) && command.hasAllWords:
            return read(Look(step: step, words: command.words), command, number, ends)
        case .written where command.effect.contains(.writes):
            guard watches.place(of: number) != nil else { return nil }
            write(command, step, number)
        case .written, .absent, .deleted, .goes:
            // Changed in part, or another session from now on.
            watches.change(number) { $0.forget() }
        case .there, .unknown: break
        }
        return nil
    }

    private mutating func read(_ look: Look, _ command: StoreCommand, _ number: UInt64, _ ends: FlowEnds) -> StoreNews?
    {
        guard let place = watches.place(of: number) else {
            _ = watches.enter(number, initial: Watch(read: look))
            return nil
        }
        var lost: StoreNews?
        if let doubt = watches[place: place].doubts.first {
            watches[place: place].doubts = []
            let words = doubt.words.filter { !look.words.contains($0) }
            if words.count == doubt.words.count, command.at.packet > doubt.later.look.step.at.packet {
                let parts = StoreKey(command.key ?? "")
                lost = .lostUpdate(
                    LostUpdate(
                        added: doubt.earlier.look.step, addedFrom: doubt.earlier.base.step,
                        overwrote: doubt.later.look.step, overwroteFrom: doubt.later.base.step, missing: look.step,
                        words: words.count, server: ends.server, prefix: parts.prefix, identifier: parts.identifier))
            }
        }
        watches[place: place].note(look)
        return lost
    }

    private mutating func write(_ command: StoreCommand, _ step: LostUpdate.Step, _ number: UInt64) {
        guard let place = watches.place(of: number) else { return }
        if !watches[place: place].doubts.isEmpty { watches[place: place].doubts = [] }
        guard command.hasAllWords, let base = watches[place: place].read(by: step.flow) else {
            if !watches[place: place].writes.isEmpty { watches[place: place].writes = [] }
            return
        }
        let write = Write(look: Look(step: step, words: command.words), base: base)
        if let earlier = watches[place: place].writes.first, earlier.look.step.flow != step.flow,
            base.step.at.packet < earlier.look.step.at.packet,
            step.at.time.seconds(since: base.step.at.time) <= Self.longest
        {
            let words = Self.added(earlier).filter { !command.words.contains($0) }
            if !words.isEmpty { watches[place: place].doubts = [Doubt(earlier: earlier, later: write, words: words)] }
        }
        watches[place: place].writes = [write]
    }

    /// Words that a write added to what its writer had read; none where it took any away, too: that replaces a value, and
    /// of two that replace it the later one is right.
    private static func added(_ write: Write) -> [UInt64] {
        guard write.base.words.allSatisfy({ write.look.words.contains($0) }) else { return [] }
        return write.look.words.filter { !write.base.words.contains($0) }
    }

    /// A turn of time is over.
    mutating func turn() { watches.turn() }

    var forgotten: UInt64 { watches.forgotten }
}
