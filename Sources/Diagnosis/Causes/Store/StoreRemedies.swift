import Correlation
import Records

/// Settings of stores, by what they complain of.
enum StoreRemedies {
    private static let signIn = Finding.Fix(
        for: "application, PHP, Spring, Django",
        "Give every program the password (and the user, with ACLs) before the server asks for it: Redis takes AUTH while "
            + "none is needed from version 6 on. PHP: ?auth= in session.save_path; Spring: spring.data.redis.password; Django: "
            + "redis://:…@host in LOCATION.",
        setting: "session.save_path = \"tcp://10.0.0.5:6379?auth=…\"")
    private static let rights = Finding.Fix(
        for: "Redis", "ACL LOG tells which user was refused what; ACL SETUSER gives the keys and commands.",
        setting: "ACL SETUSER app on >… ~session:* +@read +@write +@connection")
    private static let loading = Finding.Fix(
        for: "Redis",
        "Keep the data small enough to load quickly, or fail over to a replica before a restart. Clients should wait and try "
            + "again on LOADING (redis-py Retry, Lettuce and ioredis do with a retry strategy).")
    private static let readOnly = [
        Finding.Fix(
            for: "application",
            "Find the primary through Sentinel or a name that follows it, and connect anew on READONLY (ioredis reconnectOnError; "
                + "redis-py Sentinel; Lettuce masterReplica).",
            setting: "new Redis({ reconnectOnError: (e) => e.message.startsWith('READONLY') && 2 })"),
        Finding.Fix(
            for: "HAProxy", "Send clients to the primary only, by asking each node.",
            setting: "tcp-check send \"info replication\\r\\n\"\n    tcp-check expect string role:master"),
    ]
    private static let memory = [
        Finding.Fix(
            for: "Redis",
            "Give sessions an instance of their own with room for all of them; caches belong elsewhere. noeviction refuses "
                + "writes when maxmemory is reached, volatile-ttl throws out what ends soonest, allkeys-lru throws out sessions, too.",
            setting: "maxmemory 2gb\nmaxmemory-policy volatile-ttl"),
        Finding.Fix(
            for: "memcached",
            "More memory (-m, MiB) and no -M, which answers with errors instead of evicting; -I for items above 1 MiB.",
            setting: "memcached -m 1024 -I 2m"),
    ]
    /// For a store that does not answer for seconds.
    static func hung(_ store: StoreCommand.Store) -> [Finding.Fix] {
        let client = Finding.Fix(
            for: "application",
            "Give commands a timeout shorter than the proxy's, so that people get an answer: redis-py socket_timeout, ioredis "
                + "commandTimeout, Lettuce commandTimeout, phpredis read_timeout, pymemcache timeout.",
            setting: "redis.Redis(socket_timeout=2, socket_connect_timeout=1)")
        switch store {
        case .redis:
            return [
                Finding.Fix(
                    for: "Redis",
                    "Find what held it: a slow command or script (one at a time is served), a save or fork, swapping, a full disk "
                        + "under the AOF: SLOWLOG GET, LATENCY DOCTOR, INFO persistence.",
                    setting: "latency-monitor-threshold 100\nslowlog-log-slower-than 10000"), client,
            ]
        case .memcached:
            return [
                Finding.Fix(
                    for: "memcached",
                    "Find what held it: swapping (-k locks its memory), all connections taken (stats: listen_disabled_num), too "
                        + "few threads (-t)."), client,
            ]
        }
    }

    private static let cluster = [
        Finding.Fix(
            for: "application",
            "Use the cluster client of the library: redis-py RedisCluster, ioredis Redis.Cluster, Lettuce RedisClusterClient, "
                + "phpredis RedisCluster (session.save_handler = rediscluster).",
            setting: "session.save_handler = rediscluster"),
        Finding.Fix(
            for: "Redis",
            "CLUSTER INFO and CLUSTER NODES say which slots are not covered; announced addresses "
                + "(cluster-announce-ip) must be reachable for clients."),
    ]
    private static let saving = Finding.Fix(
        for: "Redis",
        "MISCONF: the last save failed (disk full, fork refused: vm.overcommit_memory = 1); NOREPLICAS: min-replicas-to-write is "
            + "not met. Look into its log.")
    private static let busy = Finding.Fix(
        for: "Redis", "SCRIPT KILL or FUNCTION KILL ends the script; keep scripts short.", setting: "SCRIPT KILL")
    private static let clients = Finding.Fix(
        for: "Redis", "maxclients (10000) and the descriptor limit; a timeout for idle clients frees what leaks.",
        setting: "maxclients 20000\ntimeout 600")
    private static let item = Finding.Fix(
        for: "memcached", "Raise -I where sessions grow beyond 1 MiB, or keep less in them.", setting: "memcached -I 4m"
    )

    static func fixes(_ kind: StoreFault.Kind) -> [Finding.Fix] {
        switch kind {
        case .refused: [signIn, rights]
        case .loading: [loading]
        case .readOnly: readOnly
        case .outOfMemory: memory
        case .moved, .clusterDown: cluster
        case .notWriting: [saving]
        case .busy: [busy]
        case .tooManyClients: [clients]
        case .serverError: [item]
        }
    }

    /// Clients of stores that close connections after a silence of so many seconds.
    static func idle(_ seconds: Double) -> [Finding.Fix] {
        let below = max(1, Int(min(max(seconds, 0), 1e6)) / 2)
        return [
            Finding.Fix(
                for: "redis-py", "Let the pool test connections that were idle, and try again on a new one.",
                setting: "Redis(health_check_interval=\(below), retry=Retry(ExponentialBackoff(), 3))"),
            Finding.Fix(
                for: "Lettuce, ioredis, node-redis",
                "They reconnect by themselves; a PING in between keeps the connection from being idle.",
                setting: "createClient({ pingInterval: \(below * 1_000) })"),
            Finding.Fix(
                for: "pymemcache", "Try again once, and throw idle connections of the pool away first.",
                setting: "RetryingClient(PooledClient(server, pool_idle_timeout=\(below)), attempts=2)"),
            Finding.Fix(
                for: "Redis",
                "timeout closes idle clients (0, never, by default); tcp-keepalive (300 s) only finds dead ones.",
                setting: "timeout 0"),
            Finding.Fix(for: "memcached", "idle_timeout is off by default.", setting: "memcached -o idle_timeout=0"),
        ]
    }

    static let all: [Finding.Fix] = StoreFault.Kind.allCases.flatMap { kind in kind == .clusterDown ? [] : fixes(kind) }
}
