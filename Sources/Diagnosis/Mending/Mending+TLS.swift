extension Mending {
    /// Servers that let their clients resume.
    static let resumption: [Finding.Fix] = [
        .init(
            for: "nginx", "In the http block:",
            setting: "ssl_session_cache shared:SSL:20m;\nssl_session_timeout 1d;\nssl_session_tickets on;"),
        .init(
            for: "HAProxy", "In the global section; no-tls-tickets must not stand on the bind line:",
            setting: "tune.ssl.cachesize 100000\ntune.ssl.lifetime 86400"),
        .init(
            for: "Envoy", "In the downstream TLS context; both are on unless turned off:",
            setting: "disable_stateless_session_resumption: false\nsession_timeout: 86400s"),
        .init(
            for: "Apache httpd", "In the server's configuration:",
            setting: "SSLSessionCache shmcb:/run/apache2/ssl_scache(5120000)\nSSLSessionCacheTimeout 86400\n"
                + "SSLSessionTickets on"),
        .init(
            for: "cloud balancers",
            "AWS ALB, CloudFront, Google's and Azure's gateways resume by themselves; an AWS NLB with a TLS "
                + "listener, too. Where a balancer only passes TCP on, the servers behind it decide."),
        .init(
            for: "Node.js, Go, Java", "On by default; several processes have to share the ticket keys:",
            setting: "server.setTicketKeys(keys)\ntls.Config.SetSessionTicketKeys(keys)\n"
                + "-Djdk.tls.server.enableSessionTicketExtension=true"),
    ]

    /// One ticket key for all servers behind a name.
    static let ticketKeys: [Finding.Fix] = [
        .init(
            for: "nginx", "The same file on all, made anew every day; the second line still takes yesterday's:",
            setting: "ssl_session_ticket_key /etc/nginx/ticket.today.key;\n"
                + "ssl_session_ticket_key /etc/nginx/ticket.yesterday.key;"),
        .init(
            for: "HAProxy",
            "Three keys, one a line, in base64; over the runtime socket they are renewed without a reload:",
            setting: "bind :443 ssl crt site.pem tls-ticket-keys /etc/haproxy/tickets"),
        .init(
            for: "Envoy", "By SDS for all at once:",
            setting: "session_ticket_keys_sds_secret_config: { name: tickets }"),
        .init(
            for: "Apache httpd", "In the server's configuration:",
            setting: "SSLSessionTicketKeyFile /etc/apache2/ticket.key"),
        .init(
            for: "Kubernetes", "Mount one Secret with the keys into every ingress pod (ingress-nginx: ConfigMap):",
            setting: "ssl-session-ticket-key: BASE64_OF_80_RANDOM_BYTES"),
        .init(
            for: "balancers that pass TCP on",
            "Or keep a client on one server by its address: AWS NLB stickiness.enabled, Google Cloud "
                + "--session-affinity=CLIENT_IP, Azure sourceIPProtocol:",
            setting: "balance source                     (HAProxy)\n"
                + "hash $remote_addr consistent;      (nginx stream)"),
    ]

    /// What a server and its clients have to agree upon.
    static let agreement: [Finding.Fix] = [
        .init(
            for: "nginx", "Leaf and intermediates in one file:",
            setting: "ssl_certificate /etc/nginx/fullchain.pem;\nssl_protocols TLSv1.2 TLSv1.3;\n"
                + "ssl_verify_client optional;"),
        .init(
            for: "HAProxy", "In the global section, and on the bind line:",
            setting: "ssl-default-bind-options ssl-min-ver TLSv1.2\n"
                + "bind :443 ssl crt /etc/haproxy/certs/ strict-sni alpn h2,http/1.1"),
        .init(
            for: "Envoy", "In the TLS context:",
            setting: "tls_params: { tls_minimum_protocol_version: TLSv1_2 }\nalpn_protocols: [h2, http/1.1]\n"
                + "auto_sni: true"),
        .init(
            for: "proxies towards their servers", "Pass the name on, and trust who signed:",
            setting: "proxy_ssl_server_name on;\nproxy_ssl_trusted_certificate /etc/ssl/ca.pem;\n"
                + "server app 10.0.0.5:443 ssl sni req.hdr(host) ca-file /etc/ssl/ca.pem"),
        .init(
            for: "AWS ALB", "The security policy names versions and ciphers:",
            setting: "aws elbv2 modify-listener --listener-arn ARN --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06"),
        .init(
            for: "Google Cloud, Azure",
            "An SSL policy (profile COMPATIBLE or MODERN), a predefined TLS policy of the gateway."),
        .init(
            for: "Java, .NET, Python, Go clients",
            "A trust store with the issuing CA, and a library that knows TLS 1.2:",
            setting: "keytool -importcert -cacerts -file ca.pem\nREQUESTS_CA_BUNDLE=/etc/ssl/ca.pem\n"
                + "SSL_CERT_FILE=/etc/ssl/ca.pem"),
    ]

    /// Programs that should say farewell.
    static let farewell: [Finding.Fix] = [
        .init(
            for: "programs",
            "OpenSSL, Java, Go and .NET send it when the TLS object is closed, and not the socket beneath it:",
            setting: "SSL_shutdown(ssl);\nsslSocket.close();\ntlsConn.Close()\nawait sslStream.ShutdownAsync();"),
        .init(
            for: "nginx, HAProxy, Envoy",
            "They send it; what cuts is a kill, a worker_shutdown_timeout, a hard-stop-after, or the server "
                + "behind a balancer that passes TCP on."),
        .init(
            for: "application",
            "Mark the end of messages by Content-Length or chunks, and never by the connection's end."),
    ]
}
