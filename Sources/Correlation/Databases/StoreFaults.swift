public import Records

/// Errors of stores, and whether what was refused went well soon after: at another node, or on the next try.
public struct StoreFaults: Sendable {
    private struct Fault: Sendable {
        var client: Address
        var server: Endpoint
        var key: UInt64
        var at: PacketReference
        var mended: PacketReference?
        var isMoved: Bool
    }

    private static let kept = 1_024
    /// Faults at a time whose next try is looked for.
    private static let watched = 64
    /// A try that comes later is another one, seconds.
    private static let window = 10.0

    private var faults = Ring<Fault>(capacity: kept)
    /// Numbers of faults whose next try is looked for.
    private var open: [UInt64] = []
    private var bursts: Bursts

    init(limits: CorrelationLimits) { bursts = Bursts(limit: limits.databases) }

    /// Takes in a command that failed; gives the fault that its answer is, where that is worth a look of its own.
    mutating func absorb(fault command: StoreCommand, _ ends: FlowEnds) -> StoreNews? {
        guard var fault = StoreFault(command, ends),
            bursts.admit(Self.burst(fault.kind, fault.server), at: fault.answered.time)
        else { return nil }
        fault.number = faults.appended
        faults.append(
            Fault(
                client: ends.client.address, server: ends.server, key: command.key.map(Self.hash) ?? 0,
                at: fault.answered, isMoved: fault.kind == .moved))
        if open.count >= Self.watched { open.removeFirst() }
        if command.key != nil { open.append(fault.number) }
        return .fault(fault)
    }

    /// A command went well: it may be the next try of one that was refused.
    mutating func follow(_ command: StoreCommand, _ ends: FlowEnds) {
        guard !open.isEmpty, let answered = command.answered, let key = command.key.map(Self.hash) else { return }
        open.removeAll { number in
            guard let index = faults.index(ofNumber: number) else { return true }
            let fault = faults[index]
            if answered.time.seconds(since: fault.at.time) > Self.window { return true }
            let isThere = fault.isMoved ? fault.server != ends.server : true
            guard fault.client == ends.client.address, fault.key == key, isThere, command.at.packet > fault.at.packet
            else { return false }
            faults[index].mended = answered
            return true
        }
    }

    private static func hash(_ key: String) -> UInt64 { key.quickHash(0x5107) }

    private static func burst(_ kind: StoreFault.Kind, _ server: Endpoint) -> UInt64 {
        server.quickHash(UInt64(kind.rawValue) &* HashConstant.first)
    }

    // MARK: Questions

    /// When the same client's next command about the same key went well; of a key that has moved, at another node.
    public func mended(_ fault: StoreFault) -> PacketReference? {
        faults.index(ofNumber: fault.number).flatMap { faults[$0].mended }
    }

    /// Whether the same client was sent to another node for the same key before: it does not learn.
    public func isRepeated(_ fault: StoreFault) -> Bool {
        guard let index = faults.index(ofNumber: fault.number) else { return false }
        let (key, client, server) = (faults[index].key, fault.client.address, fault.server)
        return faults.elements.contains {
            $0.isMoved && $0.key == key && $0.client == client && $0.server == server
                && $0.at.packet < fault.answered.packet
        }
    }

    /// Errors of this kind by this store in all.
    public func total(like fault: StoreFault) -> UInt64 { bursts.total(Self.burst(fault.kind, fault.server)) }

    /// A turn of time is over.
    mutating func turn() { bursts.turn() }

    var forgotten: UInt64 { bursts.forgotten }
}
