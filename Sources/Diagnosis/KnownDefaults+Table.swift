import Records

extension KnownDefaults {
    /// The table of known defaults, in the order in which equal matches are named.
    public static let table: [KnownDefault] = proxies + servers + clouds + networks

    private static let nginxMarks = ["nginx", "openresty", "ingresscookie"]
    private static let apacheMarks = ["apache"]
    private static let envoyMarks = ["envoy"]
    private static let amazonMarks = ["awselb", "awsalb"]
    private static let nodeMarks = ["node", "express"]

    private static let proxies: [KnownDefault] = [
        KnownDefault(
            60, "nginx", "proxy_read_timeout", .silence, [.fin, .status], status: [504],
            source: "ngx_http_proxy_module", marks: nginxMarks),
        KnownDefault(
            75, "nginx", "keepalive_timeout", .keepAlive, [.fin], source: "ngx_http_core_module", marks: nginxMarks),
        KnownDefault(
            60, "nginx", "client_header_timeout / client_body_timeout", .silence, [.fin, .status], status: [408],
            source: "ngx_http_core_module", marks: nginxMarks),
        KnownDefault(
            60, "nginx", "send_timeout", .silence, [.fin, .reset],
            versions: "RST with reset_timedout_connection on", source: "ngx_http_core_module", marks: nginxMarks),
        KnownDefault(
            60, "nginx", "keepalive_timeout of an upstream", .keepAlive, [.fin],
            by: [.client], source: "ngx_http_upstream_module", marks: nginxMarks),
        KnownDefault(
            60, "nginx", "proxy_connect_timeout", .answer, [.status], status: [504],
            source: "ngx_http_proxy_module", marks: nginxMarks),
        KnownDefault(
            60, "nginx", "grpc_read_timeout", .silence, [.fin, .status], status: [504],
            source: "ngx_http_grpc_module", marks: nginxMarks),
        KnownDefault(
            600, "nginx", "proxy_timeout of the stream module", .silence, [.fin], source: "ngx_stream_proxy_module",
            marks: nginxMarks),
        KnownDefault(
            180, "nginx", "http2_idle_timeout", .keepAlive, [.fin], versions: "before 1.19.7",
            source: "ngx_http_v2_module", marks: nginxMarks),
        KnownDefault(
            240, "ingress-nginx", "worker-shutdown-timeout", .silence, [.fin, .reset], versions: "after a reload",
            source: "kubernetes/ingress-nginx", marks: ["ingresscookie"]),
        KnownDefault(
            5, "ingress-nginx", "proxy-connect-timeout", .answer, [.status], status: [504],
            source: "kubernetes/ingress-nginx", marks: nginxMarks),
        KnownDefault(
            300, "Envoy", "stream_idle_timeout", .silence, [.fin, .reset, .status], status: [408, 504], late: 0.5,
            source: "http_connection_manager.proto", marks: envoyMarks),
        KnownDefault(
            3_600, "Envoy", "idle_timeout", .keepAlive, [.fin], late: 0.5, source: "protocol.proto",
            marks: envoyMarks),
        KnownDefault(
            3_600, "Envoy", "idle_timeout of tcp_proxy", .silence, [.fin, .reset], late: 0.5,
            source: "tcp_proxy.proto", marks: envoyMarks),
        KnownDefault(
            15, "Envoy", "timeout of the route", .answer, [.status], status: [504], late: 0.5,
            source: "route_components.proto", marks: envoyMarks),
        KnownDefault(
            60, "Contour", "connection-idle-timeout", .keepAlive, [.fin], source: "projectcontour/contour",
            marks: envoyMarks),
        KnownDefault(180, "Traefik", "idleTimeout", .keepAlive, [.fin], source: "traefik/traefik", marks: ["traefik"]),
        KnownDefault(
            90, "Traefik", "idleConnTimeout towards the servers", .keepAlive, [.fin], by: [.client],
            source: "traefik/traefik",
            marks: ["traefik"]),
        KnownDefault(
            60, "Traefik", "readTimeout", .silence, [.fin], versions: "3", source: "traefik/traefik",
            marks: ["traefik"]),
        KnownDefault(300, "Caddy", "idle", .keepAlive, [.fin], source: "caddyserver/caddy", marks: ["caddy"]),
        KnownDefault(
            120, "Caddy", "keepalive towards the servers", .keepAlive, [.fin], by: [.client],
            source: "caddyserver/caddy",
            marks: ["caddy"]),
        KnownDefault(
            60, "Kong", "upstream_keepalive_idle_timeout", .keepAlive, [.fin], by: [.client],
            source: "kong.conf.default",
            marks: ["kong"]),
        KnownDefault(
            60, "Kong", "read_timeout of the service", .silence, [.fin, .status], status: [504], .remembered,
            source: "Kong admin reference", marks: ["kong"]),
        KnownDefault(
            5, "Apache httpd", "KeepAliveTimeout", .keepAlive, [.fin], source: "httpd core.xml", marks: apacheMarks),
        KnownDefault(
            60, "Apache httpd", "TimeOut / ProxyTimeout", .silence, [.fin, .status], status: [502, 504, 408],
            source: "httpd core.xml, mod_proxy", marks: apacheMarks),
        KnownDefault(
            60, "Varnish", "first_byte_timeout", .answer, [.status], status: [503], .remembered,
            source: "varnishd parameters", marks: ["varnish"]),
        KnownDefault(
            5, "Varnish", "timeout_idle", .keepAlive, [.fin], .remembered, source: "varnishd parameters",
            marks: ["varnish"]),
    ]

    private static let servers: [KnownDefault] = [
        KnownDefault(
            120, "IIS", "connectionTimeout", .keepAlive, [.fin, .reset], late: 15, source: "MicrosoftDocs/iis-docs",
            marks: ["microsoft-iis", "microsoft-httpapi"]),
        KnownDefault(
            130, "Kestrel", "KeepAliveTimeout", .keepAlive, [.fin], .remembered, source: "ASP.NET Core",
            marks: ["kestrel"]),
        KnownDefault(
            5, "Node.js", "server.keepAliveTimeout", .keepAlive, [.fin], versions: "releases up to 24",
            source: "nodejs/node", marks: nodeMarks),
        KnownDefault(
            65, "Node.js", "server.keepAliveTimeout", .keepAlive, [.fin], late: 2, versions: "newer releases",
            source: "nodejs/node", marks: nodeMarks),
        KnownDefault(
            300, "Node.js", "server.requestTimeout", .silence, [.fin, .status], status: [408], late: 30,
            source: "nodejs/node", marks: nodeMarks),
        KnownDefault(
            60, "Node.js", "server.headersTimeout", .silence, [.fin, .status], status: [408], late: 30,
            source: "nodejs/node", marks: nodeMarks),
        KnownDefault(
            30, "gunicorn", "timeout", .silence, [.fin, .reset], source: "benoitc/gunicorn", marks: ["gunicorn"]),
        KnownDefault(
            5, "uvicorn", "--timeout-keep-alive", .keepAlive, [.fin], source: "encode/uvicorn", marks: ["uvicorn"]),
        KnownDefault(
            20, "Tomcat", "connectionTimeout / keepAliveTimeout", .keepAlive, [.fin], versions: "as server.xml ships",
            source: "apache/tomcat", marks: ["tomcat", "coyote"]),
        KnownDefault(
            60, "Tomcat", "connectionTimeout", .keepAlive, [.fin], versions: "without server.xml",
            source: "apache/tomcat", marks: ["tomcat", "coyote"]),
        KnownDefault(
            30, "Jetty", "idleTimeout of the connector", .keepAlive, [.fin], source: "AbstractConnector",
            marks: ["jetty"]),
        KnownDefault(
            30, "Jetty", "idle timeout of WebSockets", .silence, [.fin], source: "WebSocketConstants",
            marks: ["jetty"]),
        KnownDefault(
            90, "Go net/http", "Transport.IdleConnTimeout", .keepAlive, [.fin],
            by: [.client], source: "net/http", marks: ["go-http"]),
        KnownDefault(
            4, "undici (Node.js fetch)", "keepAliveTimeout", .keepAlive, [.fin], by: [.client],
            source: "nodejs/undici Client.md"),
        KnownDefault(
            2, "gunicorn", "--keep-alive", .keepAlive, [.fin], source: "benoitc/gunicorn", marks: ["gunicorn"]),
        KnownDefault(
            118, "curl", "CURLOPT_MAXAGE_CONN", .keepAlive, [.fin],
            by: [.client], source: "curl documentation", marks: ["curl"]),
        KnownDefault(
            600, "mitmproxy", "tcp_timeout", .silence, [.fin], source: "mitmproxy", marks: ["mitmproxy"]),
        KnownDefault(
            600, "PgBouncer", "server_idle_timeout", .keepAlive, [.fin], by: [.client], source: "pgbouncer config.md"),
        KnownDefault(
            600, "HikariCP", "idleTimeout", .keepAlive, [.fin], late: 30,
            by: [.client], source: "HikariCP README"),
        KnownDefault(
            28_800, "MySQL", "wait_timeout", .keepAlive, [.fin, .reset], source: "MySQL 8.0 manual",
            marks: ["mysql", "mariadb"]),
        KnownDefault(
            30, "MySQL", "net_read_timeout", .silence, [.fin, .reset], source: "MySQL 8.0 manual",
            marks: ["mysql", "mariadb"]),
        KnownDefault(
            60, "MySQL", "net_write_timeout", .silence, [.fin, .reset], source: "MySQL 8.0 manual",
            marks: ["mysql", "mariadb"]),
        KnownDefault(
            3_600, "PgBouncer", "server_lifetime", .keepAlive, [.fin], by: [.client], source: "pgbouncer config.md"),
        KnownDefault(
            120, "PgBouncer", "query_wait_timeout", .answer, [.fin], source: "pgbouncer config.md"),
        KnownDefault(
            60, "PgBouncer", "client_login_timeout", .silence, [.fin], source: "pgbouncer config.md"),
        KnownDefault(
            1_800, "HikariCP", "maxLifetime", .keepAlive, [.fin], late: 30, by: [.client], source: "HikariCP README"),
        KnownDefault(
            1_800, "gRPC", "idle timeout of the channel", .keepAlive, [.fin], .remembered, by: [.client],
            source: "grpc-java, grpc-go"),
        KnownDefault(
            600, "Kafka", "connections.max.idle.ms", .keepAlive, [.fin], late: 60, source: "SocketServerConfigs"),
    ]

    private static let clouds: [KnownDefault] = [
        KnownDefault(
            60, "AWS Application Load Balancer", "idle timeout", .silence, [.fin, .reset, .status],
            status: [408, 504], versions: "1 to 4000 s", source: "AWS ALB guide (2023)", marks: amazonMarks),
        KnownDefault(
            60, "AWS Application Load Balancer", "idle timeout", .keepAlive, [.fin], versions: "1 to 4000 s",
            source: "AWS ALB guide (2023)", marks: amazonMarks),
        KnownDefault(
            3_600, "AWS Application Load Balancer", "client keep-alive duration", .keepAlive, [.fin], .remembered,
            source: "AWS ALB guide", marks: amazonMarks),
        KnownDefault(
            60, "AWS Classic Load Balancer", "idle timeout", .silence, [.fin, .status], status: [408, 504],
            source: "AWS CLB guide (2023)", marks: ["awselb"]),
        KnownDefault(
            10, "AWS Application Load Balancer", "target connect timeout", .answer, [.status], status: [504],
            source: "AWS ALB guide (2023)", marks: amazonMarks),
        KnownDefault(
            350, "AWS Network Load Balancer", "TCP idle timeout", .state, [.silence, .reset],
            versions: "fixed until 2024, since then 60 to 6000 s", source: "AWS NLB guide (2023)"),
        KnownDefault(
            350, "AWS NAT gateway", "idle timeout", .state, [.reset], versions: "fixed",
            source: "AWS VPC guide (2023)"),
        KnownDefault(
            340, "AWS Global Accelerator", "idle timeout", .state, [.silence], .remembered,
            source: "AWS documentation"),
        KnownDefault(
            600, "AWS API Gateway", "WebSocket idle timeout", .silence, [.fin],
            source: "AWS API Gateway limits "
                + "(2023)"),
        KnownDefault(
            7_200, "AWS API Gateway", "longest WebSocket connection", .silence, [.fin],
            source: "AWS API Gateway limits (2023)"),
        KnownDefault(
            29, "AWS API Gateway", "integration timeout", .answer, [.status], status: [504, 503],
            source: "AWS API Gateway limits (2023)"),
        KnownDefault(
            30, "AWS CloudFront", "origin response timeout", .answer, [.status], status: [504],
            source: "AWS CloudFront guide (2023)", marks: ["cloudfront"]),
        KnownDefault(
            5, "AWS CloudFront", "origin keep-alive timeout", .keepAlive, [.fin],
            source: "AWS CloudFront guide (2023)", marks: ["cloudfront"]),
        KnownDefault(
            30, "Google Cloud Application Load Balancer", "timeout of the backend service", .silence,
            [.fin, .reset, .status], status: [502, 504, 408], source: "GoogleCloudPlatform/gcpdiag",
            marks: ["google", "gclb"]),
        KnownDefault(
            610, "Google Cloud Application Load Balancer", "client HTTP keep-alive", .keepAlive, [.fin],
            source: "Google Cloud documentation", marks: ["google", "gclb"]),
        KnownDefault(
            600, "Google Cloud Application Load Balancer", "backend HTTP keep-alive", .keepAlive, [.fin],
            versions: "fixed", by: [.client], source: "Google Cloud documentation", marks: ["google", "gclb"]),
        KnownDefault(
            600, "Google Cloud", "idle TCP connections", .state, [.silence], source: "grpc/proposal A8"),
        KnownDefault(
            1_200, "Google Cloud NAT", "established TCP", .state, [.silence], source: "Google Cloud documentation"),
        KnownDefault(
            240, "Azure Load Balancer", "idle timeout", .state, [.silence, .reset],
            versions: "4 to 100 min; RST only with TCP reset enabled", source: "azure-docs load-balancer-tcp-reset"),
        KnownDefault(
            240, "Azure App Service", "request timeout of the front end", .answer, [.status, .fin],
            status: [502, 504, 500], .remembered, source: "azure-docs", marks: ["arraffinity"]),
        KnownDefault(
            75, "Azure Application Gateway v2", "keep-alive timeout", .keepAlive, [.fin], source: "azure-docs FAQ",
            marks: ["applicationgateway"]),
        KnownDefault(
            120, "Azure Application Gateway v1", "keep-alive timeout", .keepAlive, [.fin], source: "azure-docs FAQ",
            marks: ["applicationgateway"]),
        KnownDefault(
            30, "Azure Front Door", "origin response timeout", .answer, [.status], status: [503, 504],
            versions: "16 to 240 s", source: "azure-docs frontdoor"),
        KnownDefault(
            400, "Cloudflare", "client keep-alive", .keepAlive, [.fin], versions: "formerly 900 s",
            source: "cloudflare-docs connection-limits", marks: ["cloudflare", "__cf_bm"]),
        KnownDefault(
            100, "Cloudflare", "Proxy Read Timeout", .silence, [.fin, .status], status: [504], late: 25,
            versions: "120 s in newer documents", source: "cloudflare-docs connection-limits",
            marks: ["cloudflare", "__cf_bm"]),
        KnownDefault(
            900, "Cloudflare", "idle connections to the origin", .keepAlive, [.fin],
            by: [.client], source: "cloudflare-docs connection-limits", marks: ["cloudflare"]),
        KnownDefault(
            90, "cloudflared", "keepAliveTimeout", .keepAlive, [.fin], by: [.client], source: "cloudflare/cloudflared"),
        KnownDefault(
            600, "Azure Cache for Redis", "idle timeout", .keepAlive, [.fin, .reset], versions: "fixed",
            source: "redis-rs#374"),
    ]

    private static let networks: [KnownDefault] = [
        KnownDefault(
            900, "IPVS (kube-proxy, Docker Swarm)", "tcp timeout", .state, [.silence, .reset],
            source: "ipvsadm -L --timeout"),
        KnownDefault(
            3_600, "Cisco ASA", "timeout conn", .state, [.silence, .reset],
            versions: "RST only with set connection timeout idle … reset", source: "Cisco 222075"),
        KnownDefault(3_600, "Palo Alto Networks", "TCP timeout", .state, [.silence], source: "show session info"),
        KnownDefault(3_600, "FortiGate", "session-ttl", .state, [.silence], source: "Fortinet ta-p/194357"),
        KnownDefault(3_600, "Check Point", "TCP session timeout", .state, [.silence], .remembered, source: "memory"),
        KnownDefault(1_800, "Juniper SRX", "TCP timeout", .state, [.silence], source: "junos-security 10.2"),
        KnownDefault(1_900, "Juniper SSR", "TCP timeout", .state, [.silence], source: "Juniper SSR documentation"),
        KnownDefault(
            1_800, "UCloud NAT gateway", "established TCP", .state, [.silence], source: "UCloud documentation"),
        KnownDefault(
            86_400, "kube-proxy", "conntrack-tcp-timeout-established", .state, [.silence], source: "kube-proxy flags"),
        KnownDefault(
            86_400, "BSD pf", "tcp.established", .state, [.silence], .remembered, source: "pf.conf"),
        KnownDefault(
            432_000, "Linux conntrack", "nf_conntrack_tcp_timeout_established", .state, [.silence],
            source: "nf_conntrack-sysctl.rst"),
        KnownDefault(
            7_200, "Linux TCP", "tcp_keepalive_time", .state, [.reset], versions: "probes only",
            source: "ip-sysctl"),
    ]
}
