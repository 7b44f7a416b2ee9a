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

    init?(_ symptom: Symptom, in scene: Scene) {
        guard let closed = symptom.ending, !closed.tcp.isOneSided, closed.evicted == nil else { return nil }
        guard let side = Side.allCases.first(where: { Self.isDead(closed, to: $0, now: scene.now) }),
            let tail = closed.tcp.unacknowledged[side]
        else { return nil }
        sender = side
        self.tail = tail
        reset = closed.tcp.reset[side.other]
        isForeignReset = reset.map { symptom.facts.isForeign($0, of: side.other) } ?? false
        next = scene.connections.next(
            from: symptom.facts.client.address, to: symptom.facts.server.address, since: tail.first.time,
            not: symptom.facts.id)
    }

    /// A farewell (close_notify, GOAWAY) is not longer, octets, and its FIN follows within a second.
    private static let longestFarewell: UInt64 = 128

    /// Whether all that went unheard is a farewell: nobody misses it.
    private static func isFarewell(_ tail: UnacknowledgedTail, _ fin: PacketReference?) -> Bool {
        guard let fin, tail.byteCount <= longestFarewell, fin.packet >= tail.first.packet else { return false }
        return fin.time.seconds(since: tail.first.time) <= 1
    }

    /// Whether what a side sent last was answered by silence to the end, or by a RST out of nowhere.
    private static func isDead(_ closed: FlowClosed, to side: Side, now: Timestamp) -> Bool {
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
        let gaveUp = [tcp.fin[side], tcp.reset[side]?.at].compactMap { $0 }.contains { $0.packet > tail.first.packet }
        // The pauses between two tries double: after twice the time so far the next one should have come.
        let span = tail.last.time.seconds(since: tail.first.time)
        return gaveUp || now.seconds(since: tail.last.time) >= max(3, min(span * 1.5, 120))
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
