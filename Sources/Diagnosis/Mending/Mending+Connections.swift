extension Mending {
    /// Proxies that try another server when one does not answer, and take it out of rotation.
    static let otherServers: [Finding.Fix] = [
        .init(
            for: "nginx", "In the server block, and on the servers' lines:",
            setting: "proxy_connect_timeout 2s;\nproxy_next_upstream error timeout http_502 http_503;\n"
                + "server 10.0.0.5:8000 max_fails=2 fail_timeout=10s;"),
        .init(
            for: "HAProxy", "In the backend:",
            setting: "timeout connect 2s\nretries 3\noption redispatch\noption httpchk GET /health\n"
                + "default-server check inter 2s"),
        .init(
            for: "Envoy, Istio", "On the cluster and its route:",
            setting: "connect_timeout: 2s\nretry_policy: { retry_on: \"connect-failure,refused-stream\", "
                + "num_retries: 2 }\noutlier_detection: { consecutive_5xx: 3 }"),
        .init(
            for: "AWS, Google Cloud, Azure",
            "Health checks of the target group, backend service or probe: every 5 s, two failures; allow the "
                + "balancer's own addresses in the security group or firewall."),
        .init(
            for: "Kubernetes",
            "A pod gets requests once it is ready; see that targetPort is the one the program listens on:",
            setting: "readinessProbe: { httpGet: { path: /health, port: 8000 }, periodSeconds: 2 }"),
        .init(
            for: "application server", "Bound to 127.0.0.1 nobody else can reach it:",
            setting: "gunicorn --bind 0.0.0.0:8000 app:app\nserver.address=0.0.0.0"),
    ]

    /// Full queues of new connections.
    static let backlog: [Finding.Fix] = [
        .init(
            for: "Linux", "The system's limits:",
            setting: "sysctl -w net.core.somaxconn=4096 net.ipv4.tcp_max_syn_backlog=8192"),
        .init(
            for: "programs", "The smaller of the program's backlog and somaxconn counts:",
            setting: "listen 443 ssl backlog=4096;      (nginx)\nbind :443 ssl backlog 4096        (HAProxy)\n"
                + "gunicorn --backlog 2048\nserver.tomcat.accept-count=1000"),
    ]

    /// Programs that are stopped, killed or crash while they owe an answer.
    static let unfinished: [Finding.Fix] = [
        .init(
            for: "kernel, container", "Was it killed for its memory? The limit, and who was over it:",
            setting: "dmesg -T | grep -i 'killed process'\nkubectl describe pod POD | grep -A3 'Last State'"),
        .init(
            for: "proxy", "Requests without side effects may be tried again elsewhere:",
            setting: "proxy_next_upstream error timeout;               (nginx)\n"
                + "retry-on conn-failure empty-response response-timeout  (HAProxy)\n"
                + "retry_on: \"reset,connect-failure\"                (Envoy)"),
    ]

    /// Paths with a smaller MTU than their ends think.
    static let pathMTU: [Finding.Fix] = [
        .init(
            for: "Linux router", "Clamp the MSS to what the path carries:",
            setting: "nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu\n"
                + "iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu"),
        .init(for: "WireGuard, OpenVPN", "A smaller MTU for the tunnel:", setting: "MTU = 1380\nmssfix 1360"),
        .init(
            for: "Docker, Kubernetes",
            "The overlay's MTU is the host's less the tunnel's head (VXLAN 50, WireGuard 80):",
            setting: "{ \"mtu\": 1400 }                      (/etc/docker/daemon.json)\n"
                + "kubectl -n kube-system edit configmap cilium-config  # mtu: \"1400\""),
        .init(
            for: "clouds",
            "AWS: 9001 inside a VPC, 1500 to the internet, 8500 over peering and transit gateways; Google Cloud: "
                + "1460 by default; Azure: 1500, ICMP is filtered at its edge."),
    ]

    /// Readers that do not keep up.
    static let slowReaders: [Finding.Fix] = [
        .init(
            for: "nginx, HAProxy, Envoy",
            "A proxy that does not buffer passes the reader's pace on to the application:",
            setting: "proxy_buffering on;\ntune.rcvbuf.client 262144\nper_connection_buffer_limit_bytes: 1048576"),
        .init(
            for: "frameworks",
            "Wait for the socket before writing on: drain in Node.js, await writer.drain() in asyncio, isReady() "
                + "in gRPC; drop clients whose queue is full."),
    ]

    /// WebSockets that do not get through a proxy.
    static let upgrades: [Finding.Fix] = [
        .init(
            for: "nginx", "In the location; the map stands in the http block:",
            setting: """
                map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                proxy_http_version 1.1;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
                """),
        .init(
            for: "Apache httpd", "From 2.4.47 on by mod_proxy_http itself:",
            setting: "ProxyPass /live http://app:8000/live upgrade=websocket"),
        .init(for: "Envoy", "In the connection manager:", setting: "upgrade_configs:\n- upgrade_type: websocket"),
        .init(
            for: "HAProxy, Traefik, Caddy",
            "They pass it on by themselves; see that no rule removes Upgrade or Connection."),
        .init(
            for: "AWS",
            "ALB passes WebSockets on where the target group speaks HTTP1 (not HTTP2 or GRPC); CloudFront needs "
                + "the policy AllViewer, API Gateway an API of its own for WebSockets."),
        .init(
            for: "Google Cloud, Azure, Cloudflare",
            "Passed on by default; Cloudflare has a switch under Network, and Azure App Service one in its "
                + "configuration:",
            setting: "az webapp config set -g GROUP -n APP --web-sockets-enabled true"),
        .init(for: "IIS", "Install the WebSocket Protocol feature; ARR has to be 3.0 or later."),
        .init(
            for: "frameworks",
            "uvicorn needs a WebSocket library; Django a consumer behind ASGI; Rails an allowed origin:",
            setting: "pip install 'uvicorn[standard]'\nconfig.action_cable.allowed_request_origins = "
                + "[\"https://shop.example\"]"),
    ]

    /// Limits of messages, and errors in handlers.
    static let messageLimits: [Finding.Fix] = [
        .init(
            for: "Node.js, Python", "100 MiB and 1 MiB by default:",
            setting: "new WebSocketServer({ maxPayload: 4 * 1024 * 1024 })\n"
                + "websockets.serve(handler, host, port, max_size=4 << 20)\nuvicorn --ws-max-size 4194304"),
        .init(
            for: "Tomcat, Spring", "8 KiB by default:",
            setting: "container.setMaxTextMessageBufferSize(4 * 1024 * 1024);"),
        .init(
            for: "ASP.NET Core SignalR", "32 KiB by default:",
            setting: "o.MaximumReceiveMessageSize = 4 * 1024 * 1024;"),
        .init(for: "AWS API Gateway", "Messages end at 128 KB, frames at 32 KB: cut large ones into parts."),
    ]
}
