import Records

/// Picks the one verdict that explains a symptom.
enum Arbitration {
    struct Judgement: Sendable {
        var entry: HandbookEntry
        var verdict: Verdict
    }

    /// The best of all causes: by rank, then confidence, then the earlier packet, then the order of the registry.
    ///
    /// Packets explain a symptom once. Where bytes of the flow are missing, nothing is certain.
    static func judge(_ symptom: Symptom, in scene: Scene) -> Judgement? {
        var best: Judgement?
        var bestRank = Rank.generic
        for cause in CauseRegistry.causes {
            guard var verdict = cause.explain(symptom, in: scene) else { continue }
            if symptom.isNearLoss || (symptom.hasLoss && !symptom.isConnectFailure) {
                verdict.confidence = verdict.confidence.weakened
            }
            if let held = best, !isBetter((cause.rank, verdict), than: (bestRank, held.verdict)) { continue }
            best = Judgement(entry: cause.entry, verdict: verdict)
            bestRank = cause.rank
        }
        return best
    }

    private static func isBetter(_ new: (Rank, Verdict), than held: (Rank, Verdict)) -> Bool {
        if new.0 != held.0 { return new.0 > held.0 }
        if new.1.confidence != held.1.confidence { return new.1.confidence > held.1.confidence }
        return new.1.at.packet < held.1.at.packet
    }
}

extension Finding.Confidence {
    /// One step less sure.
    var weakened: Finding.Confidence { self == .certain ? .likely : .possible }
}
