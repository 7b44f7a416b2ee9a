import Correlation
import Records

/// `store.error`
enum StoreError: Cause {
    static let rank = Rank.protocol
    /// What goes well on the next try within so many seconds kept nobody waiting.
    private static let soon = 1.0

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .storeFault(let fault) = symptom.kind else { return nil }
        let ledger = scene.correlation.storeFaults
        let mended = ledger.mended(fault)
        // A client that knows the cluster asks the other node: that is how it is meant.
        if fault.kind == .moved, mended != nil || mayBeFollowed(fault, symptom, scene) { return nil }
        let delay = mended.map { $0.time.seconds(since: fault.answered.time) }
        let isMended = delay.map { $0 <= soon } ?? false
        let total = ledger.total(like: fault)
        var verdict = Verdict(
            isMended ? .warning : .error, .certain, subject: symptom.serverSubject,
            by: Finding.Actor(role: .store, endpoint: fault.server), at: fault.answered, flow: fault.flow,
            note: "\(fault.command) by \(fault.client): \(text(fault))",
            cause: words(fault, total: total) + (isMended ? " The next try went well." : ""),
            evidence: evidence(symptom, fault), fixes: StoreRemedies.fixes(fault.kind))
        verdict.cases = Int(clamping: total)
        if isMended, let mended {
            verdict.evidence.append(Finding.Evidence(packet: mended.packet, flow: nil, text: "The next try goes well"))
        }
        return verdict
    }

    /// Whether the client may have asked the other node unseen: a capture at one node does not show the others, and one
    /// with holes not all of what was said.
    private static func mayBeFollowed(_ fault: StoreFault, _ symptom: Symptom, _ scene: Scene) -> Bool {
        if scene.correlation.storeFaults.isRepeated(fault) { return false }
        let gaps = symptom.facts.gapBytes
        return gaps.client &+ gaps.server > 0
            || !scene.connections.isSeen(fault.client.address, besides: fault.server)
    }

    private static func evidence(_ symptom: Symptom, _ fault: StoreFault) -> [Finding.Evidence] {
        [symptom.evidence(fault.answered.packet, "\(fault.command) is answered by \(text(fault))")]
    }

    // MARK: Words

    private static func text(_ fault: StoreFault) -> String { SafeText.plain(fault.text) }

    private static func words(_ fault: StoreFault, total: UInt64) -> String {
        let times = total > 1 ? ", \(total) times in all" : ""
        return
            "\(fault.server) answered \(fault.command) with \u{201c}\(text(fault))\u{201d}\(times): \(meaning(fault.kind))."
    }

    private static func meaning(_ kind: StoreFault.Kind) -> String {
        switch kind {
        case .refused:
            "the application is not signed in to it, or may not do that, so no session can be read or written"
        case .loading: "it is still reading its data after a start, and answers nothing until then"
        case .readOnly:
            "it is a replica, so sessions are neither begun nor changed: the application did not follow a failover"
        case .outOfMemory: "its memory is full and it throws nothing out, so no session can be stored"
        case .moved:
            "another node of the cluster has the key, and the client did not ask there: it does not speak Redis Cluster"
        case .clusterDown: "its cluster has no node that may answer for the key"
        case .notWriting: "it refuses writes because it cannot save or replicate them"
        case .busy: "a script has been running for too long, and nothing else is answered"
        case .tooManyClients: "it has as many clients as it allows"
        case .serverError: "it could not do what it was asked"
        }
    }

    static let entry = HandbookEntry(
        "store.error", "Session store answers with an error", .drop, layer: 7, severities: [.error, .warning],
        severityRule: "error; warning where the same client's next try went well within a second",
        meaning:
            "The store in which sessions live answered a command about a key with an error, so that sessions could not be read or "
            + "written: a password that the application lacks (NOAUTH, WRONGPASS), a start that is not over (LOADING), a replica "
            + "(READONLY), full memory (OOM, memcached's SERVER_ERROR out of memory), a key on another node (MOVED) that nobody "
            + "asked for there, a cluster or primary that is down. The sessions themselves may all be well. Answers that are part "
            + "of normal life are not told: NOSCRIPT, BUSYGROUP, unknown commands, a MOVED that the client follows, or that it "
            + "may follow where the capture, made at that node, does not show it.",
        proof:
            "In Wireshark: redis contains \"-NOAUTH\" (or -LOADING, -READONLY, -OOM, -MOVED), or resp.error; memcache contains "
            + "\"SERVER_ERROR\". redis-cli INFO replication, INFO memory and INFO persistence; memcached's stats.",
        mending: StoreRemedies.all)
}
