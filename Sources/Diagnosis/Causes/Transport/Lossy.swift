import Correlation
import Records

/// `tcp.lossy`
enum Lossy: Cause {
    static let rank = Rank.generic

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isSlow, let closed = symptom.facts.closed, !closed.tcp.isOneSided else { return nil }
        let tcp = closed.tcp
        var worst: (side: Side, share: Double)?
        for side in Side.allCases {
            let again = resent(tcp, closed.bytes[side], side)
            guard again >= scene.options.lossySegments else { continue }
            let share = min(1, Double(again) / Double(max(tcp.dataSegments[side], 1)))
            if share >= scene.options.lossyShare, share > worst?.share ?? 0 { worst = (side, share) }
        }
        guard let (side, share) = worst else { return nil }
        let lost = resent(tcp, closed.bytes[side], side)
        return Verdict(
            .warning, .certain, subject: symptom.serverSubject, by: Finding.Actor(role: .unknown),
            at: closed.opened.first, flow: symptom.facts.id,
            note: "\(lost) of \(tcp.dataSegments[side]) segments of the \(side.rawValue) were sent again",
            cause: "\(Figure.percent(share)) of the segments that the \(side.rawValue) sent (\(lost) of "
                + "\(tcp.dataSegments[side])) were retransmissions: the path between the two loses packets.",
            evidence: [
                symptom.evidence(
                    closed.opened.first.packet, "Flow \(symptom.facts.id) begins; \(lost) retransmissions in it")
            ],
            fixes: fixes)
    }

    /// Segments that were sent again.
    ///
    /// Captured near the sender, most of them look out of order; that they were surplus shows in the count of segments
    /// that the bytes would have needed. What was captured twice is taken off.
    private static func resent(_ tcp: TCPStory, _ bytes: UInt64, _ side: Side) -> UInt32 {
        let copies = tcp.duplicates[side]
        let known = tcp.retransmitted[side] > copies ? tcp.retransmitted[side] - copies : 0
        guard known >= 5, copies == 0, let mss = tcp.mss[side.other], mss > 12 else { return known }
        let needed = UInt32(clamping: bytes / UInt64(mss - 12) + 1)
        let surplus = tcp.dataSegments[side] > needed ? tcp.dataSegments[side] - needed : 0
        let suspects = known &+ min(tcp.outOfOrder[side], UInt32.max - known)
        return max(known, min(suspects, surplus &+ 1))
    }

    private static let fixes = [
        Finding.Fix(
            for: "network",
            "Look for full queues, bad cables, duplex mismatch, weak radio or a policer on the path (ethtool -S, "
                + "interface drops)."
        ),
        Finding.Fix(for: "capture", "Capture at the receiver, too: what is missing there was lost on the way."),
    ]

    static let entry = HandbookEntry(
        "tcp.lossy", "Path loses packets", .performance, layer: 4, severities: [.warning],
        severityRule:
            "warning; 2 % and 20 segments or more retransmitted in one direction, packets captured twice taken off",
        meaning:
            "So many segments had to be sent again that the session pays for it with pauses. Loss slows transfers "
            + "and makes timeouts fire.",
        proof:
            "tcp.analysis.retransmission || tcp.analysis.fast_retransmission against all tcp.len > 0 of one direction.",
        mending: fixes)
}
