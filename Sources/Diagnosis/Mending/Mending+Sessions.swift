extension Mending {
    /// Balancers that keep a user on one server.
    static let stickiness: [Finding.Fix] = [
        .init(
            for: "nginx", "By address, or by a cookie that does not change at sign-in:",
            setting: "upstream app {\n    ip_hash;\n    server 10.0.0.5:8000;\n    server 10.0.0.6:8000;\n}"),
        .init(
            for: "ingress-nginx", "Annotations of the Ingress:",
            setting: """
                nginx.ingress.kubernetes.io/affinity: cookie
                nginx.ingress.kubernetes.io/affinity-mode: persistent
                """),
        .init(
            for: "HAProxy", "In the backend:",
            setting: """
                cookie SERVERID insert indirect nocache httponly secure
                server one 10.0.0.5:8000 check cookie one
                server two 10.0.0.6:8000 check cookie two
                """),
        .init(
            for: "Envoy", "A ring hash over a cookie that Envoy makes itself:",
            setting: """
                lb_policy: RING_HASH
                hash_policy:
                - cookie: { name: sticky, ttl: 0s, path: / }
                """),
        .init(
            for: "Istio", "In the DestinationRule:",
            setting: "trafficPolicy:\n  loadBalancer:\n    consistentHash:\n"
                + "      httpCookie: { name: sticky, ttl: 0s }"),
        .init(
            for: "Traefik", "On the service:",
            setting: "loadBalancer:\n  sticky:\n    cookie: { name: sticky, httpOnly: true }"),
        .init(
            for: "Apache httpd", "Header and mod_proxy_balancer:",
            setting: "Header add Set-Cookie \"ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/\" "
                + "env=BALANCER_ROUTE_CHANGED\nProxySet stickysession=ROUTEID"),
        .init(
            for: "AWS ALB", "On the target group:",
            setting: "aws elbv2 modify-target-group-attributes --target-group-arn ARN --attributes "
                + "Key=stickiness.enabled,Value=true Key=stickiness.type,Value=lb_cookie"),
        .init(
            for: "Google Cloud", "On the backend service:",
            setting: "gcloud compute backend-services update NAME --global --session-affinity=GENERATED_COOKIE"),
        .init(
            for: "Azure Application Gateway", "In the backend setting:",
            setting: "az network application-gateway http-settings update -g GROUP --gateway-name GW -n SETTING "
                + "--cookie-based-affinity Enabled"),
        .init(for: "Kubernetes", "On the Service, by address:", setting: "sessionAffinity: ClientIP"),
    ]

    /// Frameworks that keep sessions where every server finds them, and where a restart does not lose them.
    static let sharedSessions: [Finding.Fix] = [
        .init(
            for: "Express", "Never MemoryStore in production:",
            setting: "session({ store: new RedisStore({ client }), secret, resave: false, saveUninitialized: "
                + "false })"),
        .init(
            for: "Django", "A cache that all share, or the database; the same SECRET_KEY everywhere:",
            setting: "SESSION_ENGINE = \"django.contrib.sessions.backends.cached_db\""),
        .init(
            for: "Spring", "Spring Session with Redis or JDBC:",
            setting: "implementation 'org.springframework.session:spring-session-data-redis'\n"
                + "spring.data.redis.host=redis"),
        .init(
            for: "PHP", "In php.ini:",
            setting: "session.save_handler = redis\nsession.save_path = \"tcp://redis:6379\""),
        .init(for: "Laravel", "In the environment:", setting: "SESSION_DRIVER=redis"),
        .init(
            for: "Rails", "Signed cookies are the default; the same secret_key_base everywhere, or:",
            setting: "config.session_store :cache_store, key: \"_app_session\""),
        .init(
            for: "ASP.NET Core", "A distributed cache, and one ring of data protection keys for all servers:",
            setting: "services.AddStackExchangeRedisCache(o => o.Configuration = \"redis:6379\");\n"
                + "services.AddDataProtection().PersistKeysToStackExchangeRedis(redis);"),
        .init(
            for: "Flask", "Signed cookies with one SECRET_KEY, or Flask-Session:",
            setting: "SESSION_TYPE = \"redis\""),
        .init(
            for: "Redis",
            "A store of sessions, not a cache: a replica, persistence, and no eviction of what lives:",
            setting: "appendonly yes\nmaxmemory-policy volatile-ttl"),
    ]

    /// Balancers and servers that let go of their users before they stop.
    static let draining: [Finding.Fix] = [
        .init(
            for: "nginx", "A reload lets old workers finish; bound it, above the longest request:",
            setting: "worker_shutdown_timeout 300s;"),
        .init(
            for: "HAProxy", "Over the runtime socket, before the server is stopped:",
            setting: "set server app/one state drain"),
        .init(
            for: "Envoy, Istio", "Let it drain before it is ended:",
            setting: "envoy --drain-time-s 300 --parent-shutdown-time-s 330\nterminationDrainDuration: 300s"),
        .init(
            for: "Kubernetes", "Wait until the endpoints are gone from all proxies, then finish what is under way:",
            setting: """
                terminationGracePeriodSeconds: 120
                lifecycle:
                  preStop: { exec: { command: ["sleep", "15"] } }
                """),
        .init(
            for: "AWS ALB, NLB", "300 s by default:",
            setting: "aws elbv2 modify-target-group-attributes --target-group-arn ARN --attributes "
                + "Key=deregistration_delay.timeout_seconds,Value=300"),
        .init(
            for: "Google Cloud", "On the backend service:",
            setting: "gcloud compute backend-services update NAME --global --connection-draining-timeout=300"),
        .init(
            for: "application server", "Stop accepting, answer what was asked, then leave:",
            setting: """
                gunicorn --graceful-timeout 60
                server.shutdown=graceful                       (Spring Boot)
                php-fpm: process_control_timeout = 60
                srv.Shutdown(ctx)                              (Go)
                process.on("SIGTERM", () => server.close())    (Node.js)
                """),
    ]

    /// Hops that drop, cut or rewrite headers.
    static let headers: [Finding.Fix] = [
        .init(
            for: "nginx", "Names with an underscore are dropped silently; long cookies are refused with 400:",
            setting: "underscores_in_headers on;\nlarge_client_header_buffers 4 32k;\nproxy_buffer_size 16k;"),
        .init(
            for: "HAProxy", "Nothing is dropped unless it is told to; the whole head must fit into a buffer:",
            setting: "tune.bufsize 32768\ntune.http.maxhdr 200"),
        .init(
            for: "Envoy", "Names with an underscore are allowed, dropped or refused; heads end at 60 KiB:",
            setting: "common_http_protocol_options:\n  headers_with_underscores_action: ALLOW\n"
                + "max_request_headers_kb: 96"),
        .init(
            for: "Apache httpd", "Names that RFC 9110 does not allow are refused; fields end at 8190 octets:",
            setting: "LimitRequestFieldSize 16384\nProxyPreserveHost On"),
        .init(
            for: "AWS", "ALB drops invalid names if told so; CloudFront forwards only what its policies name:",
            setting: "routing.http.drop_invalid_header_fields.enabled=false\nOrigin request policy: AllViewer"),
        .init(
            for: "Google Cloud, Azure",
            "Custom headers pass; see rewrite rules and header limits (64 KB, 32 KB) of the balancer."),
        .init(
            for: "Spring Cloud Gateway", "It removes what looks like hop-by-hop; keep Cookie and Authorization:",
            setting: "spring.cloud.gateway.filter.remove-hop-by-hop.headers=connection,keep-alive,te,trailer,upgrade"),
        .init(
            for: "programs in between",
            "A client built anew for each call passes on only what it is given: copy Authorization, Cookie and "
                + "the session's header into it (gRPC: the metadata of the incoming context)."),
    ]

    /// Attributes of session cookies.
    static let cookies: [Finding.Fix] = [
        .init(
            for: "Express",
            "Behind a proxy that ends TLS it must trust the proxy, or Secure cookies are never set:",
            setting: "app.set(\"trust proxy\", 1);\ncookie: { path: \"/\", httpOnly: true, secure: true, "
                + "sameSite: \"lax\" }"),
        .init(
            for: "Django", "In settings.py:",
            setting: "SESSION_COOKIE_PATH = \"/\"\nSESSION_COOKIE_SECURE = True\n"
                + "SESSION_COOKIE_SAMESITE = \"Lax\"\nSECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", "
                + "\"https\")"),
        .init(
            for: "Spring Boot", "In application.properties:",
            setting: "server.servlet.session.cookie.path=/\nserver.servlet.session.cookie.secure=true\n"
                + "server.servlet.session.cookie.http-only=true\nserver.servlet.session.cookie.same-site=lax\n"
                + "server.forward-headers-strategy=framework"),
        .init(
            for: "PHP", "In php.ini:",
            setting: "session.cookie_path = /\nsession.cookie_secure = 1\nsession.cookie_httponly = 1\n"
                + "session.cookie_samesite = Lax\nsession.use_only_cookies = 1"),
        .init(
            for: "ASP.NET Core", "In Program.cs:",
            setting: "options.Cookie = new() { Path = \"/\", HttpOnly = true, SecurePolicy = "
                + "CookieSecurePolicy.Always, SameSite = SameSiteMode.Lax };"),
        .init(
            for: "nginx", "Where the application cannot be changed:",
            setting: "proxy_cookie_path /app/ /;\nproxy_cookie_domain app.internal $host;\n"
                + "proxy_cookie_flags ~ secure httponly samesite=lax;"),
        .init(
            for: "HAProxy, Apache httpd", "Likewise:",
            setting: "http-response replace-header Set-Cookie (.*) \"\\1; Secure; HttpOnly; SameSite=Lax\"\n"
                + "ProxyPassReverseCookiePath /app /"),
        .init(
            for: "other sites",
            "A page of another site, or a frame in it, sends cookies only with SameSite=None; Secure."),
    ]

    /// How long a session lives, and that using it prolongs it.
    static let lifetimes: [Finding.Fix] = [
        .init(
            for: "Express", "In milliseconds; rolling extends it at every use:",
            setting: "session({ rolling: true, cookie: { maxAge: 8 * 3600_000 } })"),
        .init(
            for: "Django", "In settings.py:",
            setting: "SESSION_COOKIE_AGE = 28800\nSESSION_SAVE_EVERY_REQUEST = True"),
        .init(
            for: "Spring, Tomcat", "In application.properties:",
            setting: "server.servlet.session.timeout=8h\nspring.session.timeout=8h"),
        .init(
            for: "PHP", "The file's life and the cookie's; Debian cleans by a timer of its own:",
            setting: "session.gc_maxlifetime = 28800\nsession.cookie_lifetime = 0"),
        .init(
            for: "Rails, Laravel", "In the configuration, and in the environment:",
            setting: "config.session_store :cookie_store, expire_after: 8.hours\nSESSION_LIFETIME=480"),
        .init(
            for: "ASP.NET Core", "In Program.cs:",
            setting: "options.IdleTimeout = TimeSpan.FromHours(8);\noptions.SlidingExpiration = true;"),
        .init(
            for: "store", "The key's TTL has to be written again at each use:",
            setting: "EXPIRE session:<id> 28800"),
        .init(
            for: "balancers",
            "A stickiness cookie that ends earlier moves the user to another server: HAProxy maxidle, maxlife; "
                + "ALB stickiness.lb_cookie.duration_seconds; Azure and Google: the affinity's TTL."),
    ]

    /// Access and refresh tokens.
    static let tokens: [Finding.Fix] = [
        .init(
            for: "Keycloak, Auth0, Okta",
            "Lifetimes of access and refresh tokens, and a grace period for rotation:",
            setting: "Keycloak: Access Token Lifespan, SSO Session Idle, Refresh Token Max Reuse\n"
                + "Auth0: Rotation Overlap Period\nOkta: Grace period for token rotation"),
        .init(
            for: "browser applications", "One refresh for all tabs:",
            setting: "navigator.locks.request(\"refresh\", refreshUnlessSomebodyElseDid)"),
        .init(
            for: "Spring Security", "Clock skew, 60 s by default:",
            setting: "new JwtTimestampValidator(Duration.ofSeconds(60))"),
        .init(
            for: "ASP.NET Core", "Clock skew, 5 min by default:",
            setting: "TokenValidationParameters { ClockSkew = TimeSpan.FromSeconds(60) }"),
        .init(
            for: "Node.js, Python, Go", "None by default:",
            setting: "jwt.verify(token, key, { clockTolerance: 60, algorithms: [\"RS256\"] })\n"
                + "jwt.decode(token, key, algorithms=[\"RS256\"], leeway=60)\n"
                + "jwt.NewParser(jwt.WithLeeway(time.Minute))"),
        .init(
            for: "Envoy, nginx", "Where the proxy checks tokens:",
            setting: "jwt_authn: providers: clock_skew_seconds: 60\nauth_jwt_leeway 60s;"),
        .init(
            for: "cloud balancers",
            "AWS ALB (OIDC) keeps its own session: SessionTimeout of the action; API Gateway authorizers cache "
                + "answers for authorizerResultTtlInSeconds."),
    ]

    /// Limits on how often somebody may ask.
    static let rateLimits: [Finding.Fix] = [
        .init(
            for: "nginx", "Let the burst of a page through, and say 429 and not 503:",
            setting: "limit_req_zone $binary_remote_addr zone=app:10m rate=20r/s;\n"
                + "limit_req zone=app burst=40 nodelay;\nlimit_req_status 429;"),
        .init(
            for: "HAProxy", "Count by the session's cookie instead of an address that many share:",
            setting: "stick-table type string len 64 size 100k expire 10m store http_req_rate(10s)\n"
                + "http-request track-sc0 req.cook(sid)"),
        .init(
            for: "Envoy", "Of the route:",
            setting: "local_ratelimit: { token_bucket: { max_tokens: 40, tokens_per_fill: 20, fill_interval: 1s } }"),
        .init(
            for: "cloud balancers",
            "AWS WAF rate-based rules, Google Cloud Armor rate_based_ban, Azure WAF rate limit rules, Cloudflare "
                + "rate limiting: aggregate by header or cookie, not by address alone."),
        .init(
            for: "frameworks", "Limits by user, with Retry-After:",
            setting: "express-rate-limit: { limit: 100, windowMs: 60_000, standardHeaders: \"draft-7\" }\n"
                + "Django REST: DEFAULT_THROTTLE_RATES = {\"user\": \"100/min\"}"),
        .init(
            for: "client",
            "Obey Retry-After, wait longer after each refusal, and ask for several things at once."),
    ]
}
