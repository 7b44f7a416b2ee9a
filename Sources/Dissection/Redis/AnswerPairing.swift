import Records

/// Whether the next answer is that of the oldest waiting command.
///
/// Stores answer in the order of the commands, so one that the capture lacks would shift all answers after it, for ever.
/// After a loss, commands and answers are held together again only where no answer can be outstanding: when a client
/// that waits for its answers speaks again, or one that does not after a silence.
struct AnswerPairing: Sendable {
    /// What is to be done with a command that has come.
    enum Arrival: Sendable, Equatable {
        /// It waits for its answer.
        case wait
        /// Those before it will not get theirs; it waits.
        case waitAlone
        /// Its answer cannot be known.
        case unpaired
    }

    /// A silence after which nothing is outstanding, seconds.
    private static let quietSeconds = 1.0

    private(set) var isSure: Bool
    /// Whether commands were sent in a packet of their own before the answers to those before had come.
    private var pipelines = false
    private var hasCleanRound = false
    private var lastAsked: PacketReference?
    private var lastSeen: PacketReference?

    init(isSure: Bool) { self.isSure = isSure }

    /// A command has come while others waited.
    mutating func asked(at reference: PacketReference, whileWaiting waiting: Int) -> Arrival {
        let isNewPacket = lastAsked?.packet != reference.packet
        let silence = lastSeen.map { reference.time.seconds(since: $0.time) } ?? 0
        lastAsked = reference
        lastSeen = reference
        if isSure {
            if waiting > 0, isNewPacket { pipelines = true }
            return .wait
        }
        if pipelines {
            guard silence >= Self.quietSeconds else { return .unpaired }
            isSure = true
            return .waitAlone
        }
        guard waiting > 0 else {
            if hasCleanRound { isSure = true }
            return .wait
        }
        guard isNewPacket else { return .wait }
        hasCleanRound = false
        return .waitAlone
    }

    /// An answer was given to the oldest waiting command, and so many wait now.
    mutating func answered(at reference: PacketReference, stillWaiting: Int) {
        lastSeen = reference
        if !isSure, stillWaiting == 0 { hasCleanRound = true }
    }

    /// An answer has come that belongs to no command that was seen.
    mutating func strayed(at reference: PacketReference) {
        lastSeen = reference
        lose()
    }

    /// Bytes are missing.
    mutating func lose() {
        isSure = false
        hasCleanRound = false
    }
}
