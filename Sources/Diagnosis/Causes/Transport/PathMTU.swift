import Correlation
import Records

/// `tcp.path-mtu`
enum PathMTU: Cause {
    static let rank = Rank.transport
    /// Payload of a segment below this is not full-sized anywhere, octets.
    private static let smallestFullSegment: UInt32 = 1_000

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let closed = symptom.ending, closed.evicted == nil, !closed.tcp.isOneSided else { return nil }
        let tcp = closed.tcp
        for side in Side.allCases {
            guard let tail = tcp.unacknowledged[side], tail.retransmissions >= 2,
                tail.largestSegment >= smallestFullSegment
            else { continue }
            let quote = tcp.icmp.flatMap { saysTooBig($0) && $0.about == side ? $0 : nil }
            let heard = tcp.lastPacket[side.other].map { $0.time.seconds(since: tail.first.time) > 0.5 } ?? false
            let isGone = tcp.reset[side.other]?.answers != nil
            guard quote != nil || (!isGone && (tail.smallerPassed || heard) && tail.retransmissions >= 3) else {
                continue
            }
            return verdict(symptom, side, tail, quote, smallPassed: tail.smallerPassed, scene)
        }
        return nil
    }

    private static func saysTooBig(_ quote: ICMPQuote) -> Bool {
        quote.kind == "fragmentation_needed" || quote.kind == "packet_too_big"
    }

    private static func verdict(
        _ symptom: Symptom, _ side: Side, _ tail: UnacknowledgedTail, _ quote: ICMPQuote?, smallPassed: Bool,
        _ scene: Scene
    ) -> Verdict {
        var evidence = [
            symptom.evidence(tail.first.packet, "Segments of up to \(tail.largestSegment) bytes, never acknowledged"),
            symptom.evidence(
                tail.last.packet, "Sent again \(Figure.count(tail.retransmissions, "time")), the last one here"),
        ]
        if let quote {
            let mtu = quote.mtu.map { ", MTU \($0)" } ?? ""
            evidence.append(symptom.evidence(quote.at.packet, "ICMP from \(quote.sender): packet too big\(mtu)"))
        }
        return Verdict(
            .error, quote != nil ? .certain : .likely, subject: symptom.serverSubject,
            by: Finding.Actor(role: .middlebox, endpoint: quote.map { Endpoint(address: $0.sender, port: 0) }),
            at: tail.first, flow: symptom.facts.id,
            note: "segments of \(tail.largestSegment) bytes from the \(side.rawValue) do not get through",
            cause: words(side, tail, quote, smallPassed: smallPassed), evidence: evidence, fixes: fixes(quote?.mtu))
    }

    // MARK: Words

    private static func words(
        _ side: Side, _ tail: UnacknowledgedTail, _ quote: ICMPQuote?, smallPassed: Bool
    ) -> String {
        let start =
            "Full-sized segments of the \(side.rawValue) (up to \(tail.largestSegment) bytes) were sent "
            + "\(tail.retransmissions &+ 1) times and never acknowledged, "
            + (smallPassed ? "while smaller ones got through." : "while the other side is alive.")
        guard let quote else {
            return start + " A hop with a smaller MTU drops them without telling: a tunnel, a VPN, PPPoE."
        }
        let mtu = quote.mtu.map { " of \($0)" } ?? ""
        return start + " \(quote.sender) reports an MTU\(mtu), and the sender does not obey or does not hear it."
    }

    private static func fixes(_ mtu: UInt32?) -> [Finding.Fix] {
        let size = mtu.map { Int($0) } ?? 1_400
        return [
            Finding.Fix(
                for: "router, VPN",
                "Clamp the MSS on the tunnel: nftables tcp flags syn tcp option maxseg size set "
                    + "\(max(536, size - 40)), or set rt mtu; wg and ip link: mtu \(size)."),
            Finding.Fix(
                for: "firewall", "Let ICMP 3/4 (fragmentation needed) and ICMPv6 type 2 (packet too big) through."),
            Finding.Fix(for: "hosts", "net.ipv4.tcp_mtu_probing = 1 finds the size without ICMP."),
        ]
    }

    static let entry = HandbookEntry(
        "tcp.path-mtu", "Large packets do not get through", .drop, layer: 4, severities: [.error],
        severityRule: "error; certain where ICMP says so",
        meaning:
            "Small packets pass, full-sized ones vanish: a hop (tunnel, VPN, PPPoE) has a smaller MTU and its ICMP "
            + "message is filtered or ignored. Log-in works, and then the session hangs at the first large answer.",
        proof:
            "tcp.analysis.retransmission && tcp.len > 1000, against acknowledged small ones; icmp.type == 3 && "
            + "icmp.code == 4 || icmpv6.type == 2. ping -M do -s 1472 from the sender finds the size that passes.",
        mending: fixes(nil) + Mending.pathMTU)
}
