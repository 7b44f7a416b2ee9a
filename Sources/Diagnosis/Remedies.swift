import Correlation

/// Settings to change, with the numbers of the case at hand; only those for the software seen, where it is known.
enum Remedies {
    /// Something to change, and the words in `Server`, `Via` or cookie names of whom it concerns.
    private struct Choice {
        var marks: [String]
        var fix: Finding.Fix
    }

    private static let everybody = "client and server"

    /// A value well above `seconds` for a timeout: an hour at least.
    static func roomy(_ seconds: Double) -> Int { max(3_600, Int(min(max(seconds, 0), 1e6)) * 2) }

    /// A heartbeat that keeps a silence of `seconds` from being reached twice over: half of it, 30 s at most.
    static func heartbeat(_ seconds: Double) -> Int { max(1, min(30, Int(min(max(seconds, 0), 1e6) / 2))) }

    /// For WebSockets, tunnels and long answers that somebody cuts after `seconds` of silence.
    static func silence(_ seconds: Double, software: String, webSocket: Bool) -> [Finding.Fix] {
        let long = roomy(seconds)
        let beat = heartbeat(seconds)
        let application =
            webSocket
            ? Finding.Fix(
                for: "application",
                "Send a WebSocket ping every \(beat) s (half of the \(Figure.whole(seconds)) s, or less), from "
                    + "either side."
            )
            : Finding.Fix(
                for: "application",
                "Send something at least every \(beat) s: a heartbeat, a comment line, a keep-alive message.")
        let choices = [
            Choice(
                marks: ["nginx", "openresty", "ingresscookie"],
                fix: Finding.Fix(
                    for: "nginx",
                    "In the location that serves it (ingress-nginx: annotations proxy-read-timeout, "
                        + "proxy-send-timeout):",
                    setting: "proxy_read_timeout \(long)s;\nproxy_send_timeout \(long)s;")),
            Choice(
                marks: ["haproxy"],
                fix: Finding.Fix(
                    for: "HAProxy",
                    webSocket
                        ? "In the backend; after an upgrade it replaces timeout client and timeout server:"
                        : "Above the longest silence:",
                    setting: webSocket
                        ? "timeout tunnel \(long)s" : "timeout client \(long)s\ntimeout server \(long)s")),
            Choice(
                marks: ["envoy"],
                fix: Finding.Fix(
                    for: "Envoy", "In the connection manager (0s turns it off), or as idle_timeout of the route:",
                    setting: "stream_idle_timeout: \(long)s")),
            Choice(
                marks: ["awselb", "awsalb"],
                fix: Finding.Fix(
                    for: "AWS ALB", "Attribute of the load balancer, up to 4000; TCP keep-alives do not reset it:",
                    setting: "idle_timeout.timeout_seconds=\(min(long, 4_000))")),
            Choice(
                marks: ["google", "gclb"],
                fix: Finding.Fix(
                    for: "Google Cloud", "On the backend service:",
                    setting: "gcloud compute backend-services update NAME --global --timeout=\(long)")),
            Choice(
                marks: ["apache"],
                fix: Finding.Fix(
                    for: "Apache httpd", "Or timeout=\(long) on the ProxyPass line:", setting: "ProxyTimeout \(long)")
            ),
            Choice(
                marks: ["cloudflare", "__cf_bm"],
                fix: Finding.Fix(for: "Cloudflare", "The limit is the plan's; only traffic within 100 s keeps it open.")
            ),
        ]
        return [application] + fitting(choices, software)
    }

    /// For idle connections that the server closes before their client does.
    static func keepAlive(_ seconds: Double, software: String) -> [Finding.Fix] {
        let below = max(1, Int(min(max(seconds, 0), 1e6)) - (seconds > 10 ? 5 : 1))
        let client = Finding.Fix(
            for: "client",
            "Keep idle connections for less than the server does: \(below) s or less (pool idle timeout, "
                + "maxIdleTime, keepAliveTimeout), and retry idempotent requests once.")
        let above = Int(min(max(seconds, 0), 1e6)) + 15
        let choices = [
            Choice(
                marks: ["nginx", "openresty"],
                fix: Finding.Fix(
                    for: "nginx",
                    "Longer than whoever sends to it waits; towards its own servers keepalive_timeout in the upstream "
                        + "block below theirs:", setting: "keepalive_timeout \(max(above, 75))s;")),
            Choice(
                marks: ["apache"],
                fix: Finding.Fix(
                    for: "Apache httpd", "Longer than whoever sends to it waits:", setting: "KeepAliveTimeout \(above)")
            ),
            Choice(
                marks: ["node", "express"],
                fix: Finding.Fix(
                    for: "Node.js", "Longer than the balancer's idle timeout, headersTimeout above it:",
                    setting: "server.keepAliveTimeout = \(above)_000;\nserver.headersTimeout = \(above + 1)_000;")),
            Choice(
                marks: ["gunicorn"],
                fix: Finding.Fix(
                    for: "gunicorn", "Longer than the proxy before it waits:", setting: "--keep-alive \(above)")),
            Choice(
                marks: ["uvicorn"],
                fix: Finding.Fix(
                    for: "uvicorn", "Longer than the proxy before it waits:", setting: "--timeout-keep-alive \(above)")),
            Choice(
                marks: ["tomcat", "coyote"],
                fix: Finding.Fix(for: "Tomcat", "On the Connector:", setting: "keepAliveTimeout=\"\(above)000\"")),
            Choice(
                marks: ["awselb", "awsalb"],
                fix: Finding.Fix(
                    for: "AWS ALB", "The targets' keep-alive must be longer than the balancer's idle timeout.")),
        ]
        let named = fitting(choices, software, otherwise: 3)
        return [client] + named
    }

    /// For connections that a NAT, firewall or balancer forgot after `seconds` or less of silence.
    static func state(_ seconds: Double) -> [Finding.Fix] {
        let probe = max(5, min(120, Int(min(max(seconds, 0), 1e6) / 2)))
        return [
            Finding.Fix(
                for: everybody,
                "Turn on TCP keep-alive (SO_KEEPALIVE, TCP_KEEPIDLE \(probe), TCP_KEEPINTVL \(max(5, probe / 4))), below "
                    + "the silence that kills; for programs that set SO_KEEPALIVE alone:",
                setting: "sysctl -w net.ipv4.tcp_keepalive_time=\(probe) "
                    + "net.ipv4.tcp_keepalive_intvl=\(max(5, probe / 4))"),
            Finding.Fix(
                for: "connection pool",
                "Retire idle connections before \(Int(min(max(seconds, 0), 1e6))) s, or test a connection before it "
                    + "is used."
            ),
            Finding.Fix(
                for: "firewall, NAT, balancer",
                "Raise the idle timeout of established TCP connections (AWS NLB: tcp.idle_timeout.seconds, Azure: "
                    + "idleTimeoutInMinutes, Linux: nf_conntrack_tcp_timeout_established, IPVS: ipvsadm --set), or "
                    + "let it send RST when it drops one."
            ),
        ]
    }

    /// For answers that a gateway did not wait for.
    static func answer(_ seconds: Double, software: String) -> [Finding.Fix] {
        let more = max(Int(min(max(seconds, 0), 1e6)) * 2, 30)
        let choices = [
            Choice(
                marks: ["nginx", "openresty"],
                fix: Finding.Fix(
                    for: "nginx", "In the location, if the answer may take that long:",
                    setting: "proxy_read_timeout \(more)s;")),
            Choice(
                marks: ["haproxy"],
                fix: Finding.Fix(
                    for: "HAProxy", "In the backend, if the answer may take that long:",
                    setting: "timeout server \(more)s")),
            Choice(
                marks: ["envoy"],
                fix: Finding.Fix(
                    for: "Envoy", "Of the route, if the answer may take that long:", setting: "timeout: \(more)s")),
            Choice(
                marks: ["awselb", "awsalb"],
                fix: Finding.Fix(
                    for: "AWS ALB", "Attribute of the load balancer, if the answer may take that long:",
                    setting: "idle_timeout.timeout_seconds=\(min(more, 4_000))")),
            Choice(
                marks: ["apache"],
                fix: Finding.Fix(
                    for: "Apache httpd", "If the answer may take that long:", setting: "ProxyTimeout \(more)")),
        ]
        let server = Finding.Fix(
            for: "server",
            "Find what the request waits for (a lock, a full worker or connection pool, a slow query): no answer "
                + "came in \(Figure.seconds(seconds))."
        )
        return [server] + fitting(choices, software, otherwise: 2)
    }

    /// The fixes of the software named; without a name the first few, which are the most common.
    private static func fitting(_ choices: [Choice], _ software: String, otherwise: Int = 4) -> [Finding.Fix] {
        let words = software.lowercased()
        let named = choices.filter { $0.marks.contains { words.contains($0) } }
        return (named.isEmpty ? Array(choices.prefix(otherwise)) : named).map(\.fix)
    }
}
