import Correlation
import Records

/// What a cause may look at besides the symptom itself.
///
/// A class, so that it is made once for a symptom and not copied for each of the many causes.
final class Scene: Sendable {
    let correlation: Correlation
    let options: DiagnosisOptions

    init(correlation: Correlation, options: DiagnosisOptions) {
        self.correlation = correlation
        self.options = options
    }

    var connections: Connections { correlation.connections }
    var services: Services { correlation.services }
    var now: Timestamp { correlation.now }

    /// The leg behind, and the one before, that ended around `time`.
    func upstream(of facts: FlowFacts, endedAround time: Timestamp, pooled: Bool = false) -> Connection? {
        connections.upstream(of: facts, endedAround: time, hops: correlation.hops, pooled: pooled)
    }

    func front(of facts: FlowFacts, endedAround time: Timestamp) -> Connection? {
        connections.front(of: facts, endedAround: time, hops: correlation.hops)
    }

    /// Whether an attempt to connect that failed is nothing to tell of by itself: its client looks for open ports, gets there
    /// by the other address family, or wants a session store that is away, which the sessions refused for it tell.
    func excusesFailure(of client: Address, at server: Endpoint, around time: Timestamp) -> Bool {
        connections.isScanner(client)
            || connections.reachedByOtherFamily(port: server.port, isIPv6: server.address.isIPv6, around: time)
            || correlation.stores.isUnreachable(server, around: time)
    }

    /// What a proxy that asks from `address` told its own clients around `time`, the latest first.
    func gatewayErrors(ofProxy address: Address, around time: Timestamp) -> [GatewayError] {
        correlation.hops.frontAddresses(of: address)
            .flatMap { services.gatewayErrors(of: $0, around: time) }
            .sorted { $0.at.packet > $1.at.packet }
    }

    /// The server end of a flow, as who it is: a proxy where it was seen to pass on, or says so.
    func serverActor(_ facts: FlowFacts) -> Finding.Actor {
        let role: Finding.Actor.Role = facts.isStore ? .store : isProxy(facts) ? .proxy : .server
        return Finding.Actor(role: role, endpoint: facts.server)
    }

    /// The client end of a flow: a proxy where its requests or its own clients say so.
    func clientActor(_ facts: FlowFacts) -> Finding.Actor {
        Finding.Actor(role: facts.clientIsProxy ? .proxy : .client, endpoint: facts.client)
    }

    func actor(_ side: Side, of facts: FlowFacts) -> Finding.Actor {
        side == .server ? serverActor(facts) : clientActor(facts)
    }

    private func isProxy(_ facts: FlowFacts) -> Bool {
        if facts.serverVia != nil || !facts.balancerCookies.isEmpty { return true }
        // An application that a proxy asks asks others, too: stores, other services.
        let isBehindProxy = facts.clientIsProxy && !correlation.sessions.isPassing(facts.server)
        if !isBehindProxy, connections.hasUpstream(facts, hops: correlation.hops) { return true }
        let name = software(facts).lowercased()
        if name.contains("nginx") || name.contains("apache"), facts.isWebSocket { return true }
        return ["haproxy", "envoy", "awselb", "cloudflare", "traefik", "varnish", "squid"].contains {
            name.contains($0)
        }
    }

    /// What the server calls itself, and what balancer left its cookies: material to choose among known defaults.
    func software(_ facts: FlowFacts) -> String {
        let service = services.service(facts.server)
        let names = [facts.serverSoftware ?? service?.software, facts.serverVia ?? service?.via].compactMap { $0 }
        let cookies = facts.balancerCookies.isEmpty ? service?.balancerCookies ?? [] : facts.balancerCookies
        return (names + cookies).joined(separator: " ")
    }
}
