import Correlation
import Records

/// `tcp.stalled`
enum Stalled: Cause {
    static let rank = Rank.transport

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isSlow, let closed = symptom.facts.closed, !closed.tcp.isOneSided else { return nil }
        let tcp = closed.tcp
        var best: (stall: Stall, side: Side, isWindow: Bool)?
        for side in Side.allCases {
            if let stall = tcp.longestZeroWindow[side], stall.seconds > best?.stall.seconds ?? 0 {
                best = (stall, side, true)
            }
            if let stall = tcp.longestUnacknowledged[side], stall.seconds > best?.stall.seconds ?? 0,
                isSentAgain(tcp, side), !isEndOfTheStory(tcp, side, stall)
            {
                best = (stall, side, false)
            }
        }
        guard let (stall, side, isWindow) = best, stall.seconds >= scene.options.stallSeconds else { return nil }
        let slow = isWindow ? side : side.other
        return Verdict(
            .warning, .certain, subject: symptom.serverSubject, by: scene.actor(slow, of: symptom.facts),
            at: stall.start, flow: symptom.facts.id,
            note: isWindow
                ? "window of the \(side.rawValue) closed for \(Figure.seconds(stall.seconds))"
                : "data of the \(side.rawValue) not acknowledged for \(Figure.seconds(stall.seconds))",
            cause: words(stall, side, isWindow: isWindow),
            evidence: [
                symptom.evidence(stall.start.packet, isWindow ? "The window closes" : "Sent, and not acknowledged"),
                symptom.evidence(stall.end.packet, "It goes on, \(Figure.seconds(stall.seconds)) later"),
            ], fixes: isWindow ? readerFixes : pathFixes)
    }

    /// Whoever waits that long sends again, more than once; else it is the acknowledgments that the capture lacks.
    private static func isSentAgain(_ tcp: TCPStory, _ side: Side) -> Bool {
        guard tcp.missingBytes.client == 0, tcp.missingBytes.server == 0 else { return false }
        return tcp.retransmitted[side] > tcp.duplicates[side] &+ 1
    }

    /// What was never acknowledged at all is another story: somebody vanished.
    private static func isEndOfTheStory(_ tcp: TCPStory, _ side: Side, _ stall: Stall) -> Bool {
        // A FIN that waits for its acknowledgment holds nobody up.
        if let fin = tcp.fin[side], fin.packet <= stall.end.packet, fin.time.seconds(since: stall.start.time) <= 1 {
            return true
        }
        guard let tail = tcp.unacknowledged[side] else { return false }
        return stall.end.packet >= tail.first.packet
    }

    // MARK: Words

    private static func words(_ stall: Stall, _ side: Side, isWindow: Bool) -> String {
        isWindow
            ? "The \(side.rawValue) announced a window of zero for \(Figure.seconds(stall.seconds)): its program "
                + "did not read what had arrived, and nothing could be sent to it."
            : "Data sent by the \(side.rawValue) waited \(Figure.seconds(stall.seconds)) for its acknowledgment: it "
                + "was lost again and again, or the path stood still."
    }

    private static let readerFixes = [
        Finding.Fix(
            for: "reader",
            "Find what keeps the program from reading: a full queue, a garbage collection, a blocked thread, a slow "
                + "disk."
        ),
        Finding.Fix(for: "sender", "Bound what is queued for one slow reader, so that it does not hold up others."),
    ]
    private static let pathFixes = [
        Finding.Fix(for: "network", "Look for loss, outages or a failover on the path at that time."),
        Finding.Fix(for: "both sides", "Application timeouts above such pauses, or retries that survive them."),
    ]

    static let entry = HandbookEntry(
        "tcp.stalled", "Transfer stood still", .performance, layer: 4, severities: [.warning],
        severityRule: "warning; 5 s or more of zero window, or of data not acknowledged (a slow answer is not a stall)",
        meaning:
            "For seconds no data could flow, although there was some to send: the receiver's buffer was full "
            + "because its program did not read, or the path swallowed packets. Timeouts above often fire because "
            + "of it.",
        proof:
            "tcp.analysis.zero_window || tcp.analysis.window_update shows a reader that pauses; "
            + "tcp.analysis.retransmission a path that does.",
        mending: readerFixes + pathFixes + Mending.slowReaders)
}
