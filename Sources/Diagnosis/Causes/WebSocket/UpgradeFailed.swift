import Correlation
import Records

/// `websocket.upgrade-failed`
enum UpgradeFailed: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .upgradeRefused(let exchange) = symptom.kind, let request = exchange.request,
            let response = exchange.response
        else { return nil }
        let status = response.status
        // Asked for credentials, or sent elsewhere: the client's next step shows whether it is a failure.
        if status == 401, response.challenge != nil { return nil }
        if (300...399).contains(status) { return nil }
        let facts = symptom.facts
        let target = SafeText.path(request.target)
        let by = scene.serverActor(facts)
        return Verdict(
            .error, .certain, subject: symptom.serverSubject, by: by, at: response.at, flow: facts.id,
            note: "\(target): \(status) instead of 101", cause: words(target, status, request, facts, scene),
            evidence: [
                symptom.evidence(request.at.packet, "\(request.method) \(target) asks for a WebSocket"),
                symptom.evidence(response.at.packet, "\(status) instead of 101"),
            ], fixes: fixes(status, software: scene.software(facts)))
    }

    // MARK: Words

    private static func words(
        _ target: String, _ status: UInt16, _ request: HTTPRequest, _ facts: FlowFacts, _ scene: Scene
    ) -> String {
        let start = "The request for a WebSocket at \(target) was answered by \(status) instead of 101."
        if !request.connectionUpgrade || request.upgrade == nil {
            return start
                + " It arrived without a complete Upgrade and Connection header: a hop before did not forward them."
        }
        switch status {
        case 400, 426, 505, 404, 405:
            return start
                + " Typical of a proxy that does not forward the Upgrade and Connection headers, or speaks HTTP/1.0 "
                + "to the server"
                + (status == 404 ? ", or of a wrong path." : ".")
        case 403: return start + " The server refuses it, often for the Origin header."
        case 401: return start + " It came without credentials that the server accepts."
        case 502, 503, 504: return start + " The proxy could not reach the server behind it."
        default: return start
        }
    }

    private static func fixes(_ status: UInt16, software: String) -> [Finding.Fix] {
        if status == 403 || status == 401 {
            return [
                Finding.Fix(
                    for: "server",
                    "Allow the page's Origin, and say how a WebSocket logs in (cookie, ticket in the first message).")
            ]
        }
        let nginx = Finding.Fix(
            for: "nginx", "In the location:",
            setting: "proxy_http_version 1.1;\nproxy_set_header Upgrade $http_upgrade;\n"
                + "proxy_set_header Connection \"upgrade\";")
        let others = [
            Finding.Fix(
                for: "Apache httpd", "mod_proxy_wstunnel, or on the ProxyPass line:", setting: "upgrade=websocket"),
            Finding.Fix(
                for: "Envoy", "In the connection manager:", setting: "upgrade_configs: [{upgrade_type: websocket}]"),
            Finding.Fix(
                for: "HAProxy", "mode http passes upgrades on; do not delete the Upgrade and Connection headers."),
        ]
        let words = software.lowercased()
        if words.contains("nginx") { return [nginx] }
        if words.contains("apache") { return [others[0]] }
        if words.contains("envoy") { return [others[1]] }
        return [nginx] + others
    }

    static let entry = HandbookEntry(
        "websocket.upgrade-failed", "WebSocket handshake refused", .mismatch, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "A client asked to turn an HTTP connection into a WebSocket and got another answer than 101. Most often "
            + "a proxy on the way does not pass the Upgrade header on, and the application sees a plain request.",
        proof: "http.upgrade || http.response.code == 101: compare the request before and behind the proxy.",
        mending: fixes(403, software: "") + Mending.upgrades)
}
