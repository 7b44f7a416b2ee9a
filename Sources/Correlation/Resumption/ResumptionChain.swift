import Records

/// Who comes back to whom: one client program and one server name.
public struct ResumptionKey: Hashable, QuickHashable {
    var client: Address
    /// What stays the same in a program's hellos, whether it resumes or not.
    var program: UInt64
    var serverName: UInt64
    /// Where there is no server name.
    var server: Endpoint?
    var port: UInt16

    func quickHash(_ seed: UInt64) -> UInt64 {
        let end = server?.quickHash(seed) ?? 0
        return fold(client.quickHash(seed) ^ program, serverName ^ end ^ UInt64(port) ^ HashConstant.second)
    }

    init(_ handshake: TLSHandshake, of opened: FlowOpened) {
        client = opened.client.address
        program = Self.program(handshake.ja4)
        serverName = OctetHash.of((handshake.serverName ?? "").utf8.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }) ?? 0
        server = handshake.serverName == nil ? opened.server : nil
        port = opened.server.port
    }

    /// JA4 without the count and the hash of extensions: pre_shared_key is one more of them in a hello that comes
    /// back.
    private static func program(_ ja4: String?) -> UInt64 {
        guard let ja4 else { return 0 }
        let parts = ja4.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].utf8.count >= 10 else { return 0 }
        var hash = OctetHash()
        hash.mix(parts[0].utf8.prefix(6))
        hash.mix(parts[0].utf8.suffix(2))
        hash.mix(parts[1].utf8)
        return hash.value
    }
}

/// The visits of one client program to one server name, the youngest of them.
public struct ResumptionChain: Sendable {
    var ring: Ring<TLSVisit>
    /// All visits so far, those that were put out included.
    public internal(set) var total = 0
    /// When a question about it was last raised.
    var asked: Timestamp?
    public internal(set) var serverName: String?

    init(capacity: Int, serverName: String?) {
        ring = Ring(capacity: capacity)
        self.serverName = serverName
    }

    /// Visits in the order of their hellos, without the copies behind a balancer.
    public var visits: [TLSVisit] {
        ring.elements.filter { !$0.isUpstreamLeg }.sorted { $0.hello.packet < $1.hello.packet }
    }

    /// The visits of which each began when what the one before it was given could have arrived.
    ///
    /// A browser opens six connections at once: the other five cannot resume.
    public var sequence: [TLSVisit] {
        var found: [TLSVisit] = []
        for visit in visits {
            if let last = found.last, visit.hello.time < last.ready { continue }
            found.append(visit)
        }
        return found
    }

    /// The visit that gave what `visit` came back with; `nil` where that was not seen.
    public func issuer(of visit: TLSVisit) -> (visit: TLSVisit, ticket: TLSVisit.Ticket?)? {
        for candidate in visits.reversed() where candidate.hello.packet < visit.hello.packet {
            if visit.offered == .sessionID {
                if candidate.serverSessionID != nil, candidate.serverSessionID == visit.clientSessionID {
                    return (candidate, nil)
                }
            } else if let hash = visit.offeredHash,
                let ticket = candidate.tickets.first(where: { $0.hash == hash })
            {
                return (candidate, ticket)
            }
        }
        return nil
    }

    /// Names of ticket keys in the order of the visits: of the ticket offered, else of the one given.
    public var keyNames: [UInt64] {
        visits.compactMap { $0.offeredKeyName ?? $0.tickets.first?.keyName }
    }

    /// Seconds that handshakes in full, and taken up again, took on average.
    public var cost: (full: Double?, resumed: Double?) {
        let all = visits
        let mean = { (list: [TLSVisit]) in
            list.isEmpty ? nil : list.reduce(0) { $0 + $1.duration } / Double(list.count)
        }
        return (mean(all.filter { !$0.resumed }), mean(all.filter { $0.resumed }))
    }
}
