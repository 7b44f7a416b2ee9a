import Correlation
import Records

/// What several causes have in common: somebody sent into a connection and was never answered, or only by RST.
struct SilentDeath {
    var sender: Side
    var tail: UnacknowledgedTail
    /// A RST in the other side's name that answered what was sent.
    var reset: ResetStory?
    /// Whether the RST was made by another box than the peer, by its time to live.
    var isForeignReset: Bool
    /// The sender's next connection to the same host.
    var next: Connection?
    /// Whether the sender gave up, or the next try is overdue: nothing can mend it any more.
    var isFinal: Bool

    init?(_ symptom: Symptom, in scene: Scene) {
        guard let closed = symptom.ending, !closed.tcp.isOneSided, closed.evicted == nil else { return nil }
        guard let side = Side.allCases.first(where: { Self.isUnheard(closed, from: $0) }),
            let tail = closed.tcp.unacknowledged[side]
        else { return nil }
        next = scene.connections.next(
            from: symptom.facts.client.address, to: symptom.facts.server.address, since: tail.first.time,
            not: symptom.facts.id)
        isFinal = Self.isFinal(closed, tail, from: side, now: scene.now)
        guard isFinal || Self.isPassedBy(tail, next) else { return nil }
        sender = side
        self.tail = tail
        reset = closed.tcp.reset[side.other]
        isForeignReset = reset.map { symptom.facts.isForeign($0, of: side.other) } ?? false
    }

    /// A farewell (close_notify, GOAWAY) is not longer, octets, and its FIN follows within a second.
    private static let longestFarewell: UInt64 = 128

    /// Whether all that went unheard is a farewell: nobody misses it.
    private static func isFarewell(_ tail: UnacknowledgedTail, _ fin: PacketReference?) -> Bool {
        guard let fin, tail.byteCount <= longestFarewell, fin.packet >= tail.first.packet else { return false }
        return fin.time.seconds(since: tail.first.time) <= 1
    }

    /// Whether what a side sent last was answered by silence to the end, or by a RST out of nowhere.
    private static func isUnheard(_ closed: FlowClosed, from side: Side) -> Bool {
        let tcp = closed.tcp
        // A peer that had closed need not answer any more: what comes too late is no loss of the path's.
        guard let tail = tcp.unacknowledged[side], tcp.fin[side.other] == nil, tail.byteCount > 0 else { return false }
        if closed.protocols.contains("tls"), isFarewell(tail, tcp.fin[side]) { return false }
        if let reset = tcp.reset[side.other] {
            return reset.at.packet > tail.first.packet
                && (reset.answers.map { $0.packet >= tail.first.packet } ?? (tail.retransmissions > 0))
        }
        guard tail.retransmissions >= 3, tail.last.time.seconds(since: tail.first.time) >= 1 else { return false }
        if let heard = tcp.lastPacket[side.other], heard.packet > tail.first.packet { return false }
        return true
    }

    private static func isFinal(
        _ closed: FlowClosed, _ tail: UnacknowledgedTail, from side: Side, now: Timestamp
    ) -> Bool {
        let tcp = closed.tcp
        if tcp.reset[side.other] != nil { return true }
        if [tcp.fin[side], tcp.reset[side]?.at].contains(where: { $0.map { $0.packet > tail.first.packet } ?? false }) {
            return true
        }
        // The pauses between two tries double: after twice the time so far the next one should have come.
        let span = tail.last.time.seconds(since: tail.first.time)
        return now.seconds(since: tail.last.time) >= max(3, min(span * 1.5, 120))
    }

    /// Whether a new connection was answered after tries without an answer for long: the path is not what is broken, and
    /// programs give a connection up without a packet that would say so (TCP_USER_TIMEOUT).
    private static func isPassedBy(_ tail: UnacknowledgedTail, _ next: Connection?) -> Bool {
        guard let next, next.answer == .answered, tail.retransmissions >= 4 else { return false }
        return tail.last.time.seconds(since: tail.first.time) >= 3 && next.opened.packet > tail.last.packet
    }

    var receiver: Side { sender.other }
    var waited: Double { tail.last.time.seconds(since: tail.first.time) }

    func evidence(_ symptom: Symptom) -> [Finding.Evidence] {
        var list: [Finding.Evidence] = []
        if tail.silenceBefore >= 1 {
            list.append(
                symptom.evidence(
                    tail.packetBefore, "Last packet before \(Figure.seconds(tail.silenceBefore)) of silence"))
        }
        list.append(
            symptom.evidence(
                tail.first.packet, "\(Figure.count(tail.byteCount, "byte")) sent by the \(sender.rawValue)"))
        if tail.retransmissions > 0 {
            list.append(
                symptom.evidence(
                    tail.last.packet, "Sent again \(Figure.count(tail.retransmissions, "time")), the last one here"))
        }
        if let reset {
            list.append(
                symptom.evidence(reset.at.packet, "RST in the \(receiver.rawValue)'s name, TTL \(reset.timeToLive)"))
        }
        if let next {
            let answer = next.answer == .answered ? "answered" : "not answered"
            list.append(
                Finding.Evidence(
                    packet: next.opened.packet, flow: next.flow, text: "A new SYN to \(next.server), \(answer)"))
        }
        return list
    }
}
