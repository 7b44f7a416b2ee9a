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
                    "In the location: proxy_read_timeout \(long)s; proxy_send_timeout \(long)s; (ingress-nginx: "
                        + "annotation nginx.ingress.kubernetes.io/proxy-read-timeout: \"\(long)\").")),
            Choice(
                marks: ["haproxy"],
                fix: Finding.Fix(
                    for: "HAProxy",
                    webSocket
                        ? "timeout tunnel \(long)s in the backend (it replaces timeout client and timeout server "
                            + "after an upgrade)."
                        : "timeout client and timeout server above the longest silence, for instance \(long)s.")),
            Choice(
                marks: ["envoy"],
                fix: Finding.Fix(
                    for: "Envoy",
                    "stream_idle_timeout: \(long)s (0s turns it off) in the connection manager, or idle_timeout of "
                        + "the route."
                )),
            Choice(
                marks: ["awselb", "awsalb"],
                fix: Finding.Fix(
                    for: "AWS ALB",
                    "Attribute idle_timeout.timeout_seconds up to 4000; TCP keep-alives do not reset it.")),
            Choice(
                marks: ["google", "gclb"],
                fix: Finding.Fix(for: "Google Cloud", "timeoutSec of the backend service: \(long).")),
            Choice(
                marks: ["apache"],
                fix: Finding.Fix(for: "Apache httpd", "ProxyTimeout \(long), or timeout=\(long) on the ProxyPass line.")
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
                    "keepalive_timeout \(max(above, 75))s; towards its own servers keepalive_timeout in the "
                        + "upstream block below theirs."
                )),
            Choice(
                marks: ["apache"], fix: Finding.Fix(for: "Apache httpd", "KeepAliveTimeout \(above).")),
            Choice(
                marks: ["node", "express"],
                fix: Finding.Fix(
                    for: "Node.js",
                    "server.keepAliveTimeout = \(above)_000; server.headersTimeout above it. It must be longer than "
                        + "the balancer's idle timeout."
                )),
            Choice(
                marks: ["gunicorn"],
                fix: Finding.Fix(for: "gunicorn", "--keep-alive \(above).")),
            Choice(
                marks: ["uvicorn"], fix: Finding.Fix(for: "uvicorn", "--timeout-keep-alive \(above).")),
            Choice(
                marks: ["tomcat", "coyote"],
                fix: Finding.Fix(for: "Tomcat", "keepAliveTimeout=\"\(above)000\" on the Connector.")),
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
                "Turn on TCP keep-alive with a time below the silence that kills: SO_KEEPALIVE with TCP_KEEPIDLE "
                    + "\(probe), TCP_KEEPINTVL \(max(5, probe / 4)) (net.ipv4.tcp_keepalive_time = \(probe) for "
                    + "programs that only set SO_KEEPALIVE)."
            ),
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
                    for: "nginx", "proxy_read_timeout \(more)s; in the location, if the answer may take that long.")),
            Choice(
                marks: ["haproxy"], fix: Finding.Fix(for: "HAProxy", "timeout server \(more)s in the backend.")),
            Choice(
                marks: ["envoy"], fix: Finding.Fix(for: "Envoy", "timeout: \(more)s of the route.")),
            Choice(
                marks: ["awselb", "awsalb"],
                fix: Finding.Fix(for: "AWS ALB", "idle_timeout.timeout_seconds = \(more).")),
            Choice(
                marks: ["apache"], fix: Finding.Fix(for: "Apache httpd", "ProxyTimeout \(more).")),
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
