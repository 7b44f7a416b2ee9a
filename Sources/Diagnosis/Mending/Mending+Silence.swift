extension Mending {
    /// Proxies and balancers that cut a WebSocket, a tunnel or a long answer after a silence.
    static let silentProxies: [Finding.Fix] = [
        .init(
            for: "nginx", "In the location (or server) that passes it on:",
            setting: "proxy_read_timeout 3600s;\nproxy_send_timeout 3600s;"),
        .init(
            for: "ingress-nginx", "Annotations of the Ingress:",
            setting: """
                nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"
                nginx.ingress.kubernetes.io/proxy-send-timeout: "3600"
                """),
        .init(
            for: "HAProxy",
            "timeout tunnel takes the place of timeout client and timeout server once a connection was upgraded; "
                + "without it the shorter of these two cuts:",
            setting: "defaults\n    timeout tunnel 1h"),
        .init(
            for: "Envoy, Istio",
            "The stream's idle timeout is 5 minutes; turn it off for this route, or raise it (Istio: an "
                + "EnvoyFilter):",
            setting: "route:\n  timeout: 0s\n  idle_timeout: 3600s"),
        .init(
            for: "Apache httpd", "On the line of this backend:",
            setting: "ProxyPass /live ws://app:8000/live timeout=3600"),
        .init(
            for: "Traefik", "On the entry point; 180 s is the default of idle connections:",
            setting: "--entryPoints.websecure.transport.respondingTimeouts.idleTimeout=3600s"),
        .init(
            for: "AWS ALB", "60 s by default, at most 4000; TCP keep-alives do not count as traffic here:",
            setting: "aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes "
                + "Key=idle_timeout.timeout_seconds,Value=3600"),
        .init(
            for: "AWS NLB", "350 s by default for TCP listeners, 60 to 6000; TCP keep-alives do count:",
            setting: "aws elbv2 modify-listener-attributes --listener-arn ARN --attributes "
                + "Key=tcp.idle_timeout.seconds,Value=3600"),
        .init(
            for: "Google Cloud",
            "The backend service's timeout (30 s) ends a WebSocket even while it is used; on GKE it is timeoutSec "
                + "of the BackendConfig:",
            setting: "gcloud compute backend-services update NAME --global --timeout=86400"),
        .init(
            for: "Azure",
            "Application Gateway: request timeout of the backend setting; Load Balancer, in minutes, with RST:",
            setting: "az network lb rule update -g GROUP --lb-name LB -n RULE --idle-timeout 30 "
                + "--enable-tcp-reset true"),
        .init(
            for: "Cloudflare",
            "100 s cannot be raised below the Enterprise plan: send something more often than that."),
    ]

    /// Programs that can send a heartbeat of their own.
    static let heartbeats: [Finding.Fix] = [
        .init(
            for: "Node.js (ws)", "ws sends no pings by itself:",
            setting: "setInterval(() => wss.clients.forEach((socket) => socket.ping()), 30_000);"),
        .init(
            for: "Socket.IO", "It pings every 25 s by default; keep that below the shortest timeout of the way:",
            setting: "new Server(http, { pingInterval: 20_000, pingTimeout: 20_000 })"),
        .init(
            for: "Python",
            "websockets pings every 20 s by default, uvicorn passes it on; aiohttp does not ping by default:",
            setting: "websockets.serve(handler, host, port, ping_interval=20, ping_timeout=20)\n"
                + "uvicorn app:app --ws-ping-interval 20 --ws-ping-timeout 20\n"
                + "aiohttp.web.WebSocketResponse(heartbeat=30)"),
        .init(
            for: "Java (Spring)", "STOMP heartbeats in both directions, in milliseconds:",
            setting: "registry.enableSimpleBroker(\"/topic\").setHeartbeatValue(new long[] {25000, "
                + "25000}).setTaskScheduler(scheduler);"),
        .init(
            for: "ASP.NET Core", "Plain WebSockets, and SignalR (15 s by default):",
            setting: "app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(30) });\n"
                + "services.AddSignalR(o => o.KeepAliveInterval = TimeSpan.FromSeconds(15));"),
        .init(
            for: "Go", "A goroutine beside the one that writes (gorilla/websocket):",
            setting: "conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second))"),
        .init(
            for: "browser",
            "A page cannot send pings: it sends a message of its own, and knows by the answer that it lives:",
            setting: "setInterval(() => socket.send('{\"type\":\"ping\"}'), 30_000)"),
    ]

    /// Servers that close idle connections: their time must be longer than that of whoever sends to them.
    static let keepAliveServers: [Finding.Fix] = [
        .init(
            for: "nginx",
            "Towards its own servers (from 1.15.3 on) below their time; towards clients above the balancer's:",
            setting: "upstream app { server 10.0.0.5:8000; keepalive 32; keepalive_timeout 4s; }\n"
                + "keepalive_timeout 75s;"),
        .init(
            for: "HAProxy", "Reuse only connections that are safe, retry what was lost, and drop idle ones early:",
            setting: "http-reuse safe\nretry-on conn-failure empty-response\npool-purge-delay 2s"),
        .init(
            for: "Envoy", "On the cluster, below the servers' time:",
            setting: "common_http_protocol_options:\n  idle_timeout: 4s"),
        .init(
            for: "AWS ALB",
            "Its targets must keep idle connections longer than its idle timeout (60 s), or its users see 502: "
                + "set 65 to 75 s at the servers below."),
        .init(
            for: "Google Cloud", "Its front ends keep connections to backends for 600 s: 620 s at the servers.",
            setting: "keepalive_timeout 620s;"),
        .init(
            for: "Node.js", "5 s by default, in milliseconds; headersTimeout has to be longer:",
            setting: "server.keepAliveTimeout = 75_000;\nserver.headersTimeout = 76_000;"),
        .init(
            for: "gunicorn, uvicorn", "2 s and 5 s by default:",
            setting: "gunicorn --keep-alive 75 app:app\nuvicorn --timeout-keep-alive 75 app:app"),
        .init(
            for: "Spring Boot, Tomcat", "20 s by default:",
            setting: "server.tomcat.keep-alive-timeout=75s\nserver.tomcat.max-keep-alive-requests=-1"),
        .init(for: "Apache httpd", "5 s by default:", setting: "KeepAliveTimeout 75"),
        .init(for: "Go", "Without it ReadTimeout counts:", setting: "http.Server{IdleTimeout: 75 * time.Second}"),
        .init(
            for: "ASP.NET Core", "130 s by default:",
            setting: "options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);"),
        .init(for: "Puma", "20 s by default:", setting: "persistent_timeout 75"),
    ]

    /// Clients and pools that reuse connections: their time must be shorter than that of whoever they send to.
    static let keepAliveClients: [Finding.Fix] = [
        .init(
            for: "Node.js (client)", "undici, and so fetch, obeys Keep-Alive: timeout=; an http.Agent is told:",
            setting: "new http.Agent({ keepAlive: true, timeout: 4_000 })"),
        .init(
            for: "Java (client)", "HttpClient of the JDK, in seconds; Apache HttpClient:",
            setting: "-Djdk.httpclient.keepalive.timeout=4\n"
                + "ConnectionConfig.custom().setTimeToLive(TimeValue.ofSeconds(4)).setValidateAfterInactivity(TimeValue.ofSeconds(1))"
        ),
        .init(for: "Go (client)", "90 s by default:", setting: "http.Transport{IdleConnTimeout: 4 * time.Second}"),
        .init(
            for: ".NET (client)", "60 s by default:",
            setting: "new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4) }"),
        .init(
            for: "Python (client)",
            "urllib3 and requests keep idle connections for ever: retry once where nothing was read:",
            setting: "HTTPAdapter(max_retries=Retry(total=1, read=0, connect=1, allowed_methods=None))"),
    ]

    /// NATs, firewalls, balancers at layer 4, and what keeps their entries alive.
    static let connectionState: [Finding.Fix] = [
        .init(
            for: "Linux", "TCP keep-alive of programs that ask for it (SO_KEEPALIVE); 7200 s is the default:",
            setting: "sysctl -w net.ipv4.tcp_keepalive_time=60 net.ipv4.tcp_keepalive_intvl=15 "
                + "net.ipv4.tcp_keepalive_probes=4"),
        .init(
            for: "Linux router, Kubernetes node",
            "The connection table (5 days by default; kube-proxy sets its own):",
            setting: "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=86400\n"
                + "kube-proxy --conntrack-tcp-timeout-established=24h"),
        .init(
            for: "AWS",
            "NLB: 350 s by default, 60 to 6000; NAT gateways and Gateway Load Balancers: 350 s, fixed: probe more "
                + "often.",
            setting: "aws elbv2 modify-listener-attributes --listener-arn ARN --attributes "
                + "Key=tcp.idle_timeout.seconds,Value=6000"),
        .init(
            for: "Azure",
            "Load Balancer and NAT gateway: 4 minutes by default; let it send RST, so that both ends know:",
            setting: "az network lb rule update -g GROUP --lb-name LB -n RULE --idle-timeout 30 "
                + "--enable-tcp-reset true"),
        .init(
            for: "Google Cloud",
            "VPC firewalls and internal balancers forget after 10 minutes; Cloud NAT after 20:",
            setting: "gcloud compute routers nats update NAT --router=R --region=REGION "
                + "--tcp-established-idle-timeout=3600s"),
        .init(for: "IPVS", "900 s by default:", setting: "ipvsadm --set 7200 120 300"),
        .init(
            for: "HAProxy, nginx", "Let them probe their idle connections:",
            setting: "option clitcpka\noption srvtcpka\nproxy_socket_keepalive on;"),
        .init(
            for: "Envoy", "On the cluster:",
            setting: "upstream_connection_options:\n  tcp_keepalive: { keepalive_time: 60, keepalive_interval: 15 }"),
        .init(
            for: "PostgreSQL, libpq", "In the connection string, and at the server:",
            setting: "keepalives=1 keepalives_idle=60 keepalives_interval=15\ntcp_keepalives_idle = 60"),
        .init(
            for: "connection pools", "Retire idle connections before the box does, or test them:",
            setting: "HikariCP: keepaliveTime=120000, maxLifetime=1740000\n"
                + "SQLAlchemy: create_engine(url, pool_recycle=240, pool_pre_ping=True)\n"
                + "Go: db.SetConnMaxIdleTime(4 * time.Minute)"),
        .init(for: "Redis", "300 s by default:", setting: "tcp-keepalive 60"),
        .init(
            for: "gRPC", "Pings of the client; the server has to allow them (minTime 5 min by default):",
            setting: "grpc.keepalive_time_ms=60000\ngrpc.keepalive_permit_without_calls=1"),
    ]

    /// Gateways that give up waiting for an answer.
    static let slowAnswers: [Finding.Fix] = [
        .init(
            for: "nginx", "60 s by default; FastCGI, uWSGI and gRPC have their own:",
            setting: "proxy_read_timeout 120s;\nfastcgi_read_timeout 120s;\ngrpc_read_timeout 120s;"),
        .init(for: "HAProxy", "In the backend:", setting: "timeout server 120s"),
        .init(for: "Envoy, Istio", "15 s by default, of the route:", setting: "route:\n  timeout: 120s"),
        .init(for: "Apache httpd", "60 s by default:", setting: "ProxyTimeout 120"),
        .init(
            for: "AWS",
            "ALB: idle_timeout.timeout_seconds (60). API Gateway: 29 s. CloudFront: origin response timeout (30).",
            setting: "aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes "
                + "Key=idle_timeout.timeout_seconds,Value=120"),
        .init(
            for: "Google Cloud", "30 s by default:",
            setting: "gcloud compute backend-services update NAME --global --timeout=120"),
        .init(
            for: "Azure Application Gateway", "20 s by default:",
            setting: "az network application-gateway http-settings update -g GROUP --gateway-name GW -n SETTING "
                + "--timeout 120"),
        .init(
            for: "application server", "Its own limit kills the worker in the middle of an answer, too:",
            setting: "gunicorn --timeout 120\nphp-fpm: request_terminate_timeout = 120s\nuwsgi: harakiri = 120"),
        .init(
            for: "application",
            "What takes minutes is no answer to a request: accept it (202), work in a queue, and let the client "
                + "ask for the result or be told by a WebSocket."),
    ]
}
