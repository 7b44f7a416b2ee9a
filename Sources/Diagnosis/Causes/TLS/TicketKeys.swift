import Correlation
import Records

/// What tells that several servers behind one name do not read each other's tickets.
struct TicketKeys {
    /// The servers that answered, where more than one can be told apart.
    var servers: [Endpoint]
    /// How many different names of ticket keys came again and again.
    var names: Int
    /// A server took what it had given itself, and others refused it.
    var isProven: Bool

    /// `nil` where nothing speaks for it.
    init?(_ chain: ResumptionChain, refused: [TLSVisit], accepted: [TLSVisit]) {
        guard !refused.isEmpty else { return nil }
        servers = Array(Set((refused + accepted).map(\.answerer))).sorted()
        names = Self.recurring(chain.keyNames)
        isProven = false
        if servers.count >= 2 {
            guard let proof = Self.compare(chain, refused, accepted) else { return nil }
            isProven = proof && refused.count >= 2
            guard isProven || refused.count >= 2 else { return nil }
            // The server that gave the first ticket may have refused nothing.
            servers = Array(Set(servers + chain.visits.map(\.answerer))).sorted()
            return
        }
        guard names >= 2, refused.count >= 2 else { return nil }
    }

    /// Whether each refusal was by another server than the giver, and each acceptance by the same.
    ///
    /// - Returns: true where both were seen, false where no acceptance was, `nil` where something contradicts.
    private static func compare(_ chain: ResumptionChain, _ refused: [TLSVisit], _ accepted: [TLSVisit]) -> Bool? {
        var crossing = 0
        for visit in refused {
            guard let giver = giver(of: visit, chain) else { continue }
            guard giver != visit.answerer else { return nil }
            crossing += 1
        }
        var same = 0
        for visit in accepted {
            guard let giver = giver(of: visit, chain) else { continue }
            guard giver == visit.answerer else { return nil }
            same += 1
        }
        guard crossing >= 1, crossing == refused.count || crossing >= 2 else { return nil }
        return same >= 1
    }

    /// Who gave what a visit came back with.
    ///
    /// Where the tickets themselves are encrypted: the visit before, as clients come back with the latest they have.
    private static func giver(of visit: TLSVisit, _ chain: ResumptionChain) -> Endpoint? {
        if let issuer = chain.issuer(of: visit) { return issuer.visit.answerer }
        guard visit.offered == .psk else { return nil }
        return chain.sequence.last { $0.hello.packet < visit.hello.packet && $0.offersWayBack != false }?.answerer
    }

    /// How many names were there more than once, and came back after another one: a key that is only replaced does
    /// not come back.
    private static func recurring(_ names: [UInt64]) -> Int {
        var counts: [UInt64: Int] = [:]
        for name in names { counts[name, default: 0] += 1 }
        var returned = false
        var seen: Set<UInt64> = []
        var last: UInt64?
        for name in names {
            if name != last, seen.contains(name) { returned = true }
            seen.insert(name)
            last = name
        }
        return returned ? counts.values.count { $0 >= 2 } : 0
    }
}
