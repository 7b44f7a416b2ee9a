import Records

/// Settings of databases and of the pools before them, with the numbers of the case at hand.
enum DatabaseRemedies {
    private typealias Fix = Finding.Fix

    // MARK: Idle sessions

    /// For sessions that a server ends after `seconds` without a query; `kind` where it is known whose.
    static func idle(_ seconds: Double, _ kind: DatabaseSession.Database?) -> [Finding.Fix] {
        let limit = max(1, Int(min(seconds, 1e6)))
        let below = max(1, limit > 60 ? limit - 30 : limit / 2)
        return pools(below: below) + (kind != .mySQL ? [idlePostgreSQL, idlePgBouncer] : [])
            + (kind != .postgreSQL ? [idleMySQL] : []) + [idleBalancers]
    }

    private static func pools(below: Int) -> [Finding.Fix] {
        [
            Finding.Fix(
                for: "HikariCP",
                "Retire and refresh connections before the server does: maxLifetime below the server's limit (and not "
                    + "under 30 s), keepaliveTime below it too.",
                setting: "maxLifetime=\(max(30, below) * 1_000)  "
                    + "keepaliveTime=\(max(30, below / 2) * 1_000)"),
            Finding.Fix(
                for: "SQLAlchemy",
                "Replace connections that have been idle too long, and test one before it is handed out.",
                setting: "create_engine(url, pool_recycle=\(below), pool_pre_ping=True)"),
            Finding.Fix(
                for: "node-postgres",
                "Let the pool close idle clients first, and listen to its error event: an ended idle client is told there.",
                setting: "new Pool({ idleTimeoutMillis: \(below * 1_000) }); pool.on('error', log)"),
        ]
    }

    private static let idlePostgreSQL = Finding.Fix(
        for: "PostgreSQL",
        "Raise the limit or turn it off for the role of the application; it was made for people at a terminal, not for "
            + "pools.",
        setting: "ALTER ROLE app SET idle_session_timeout = 0;")

    private static let idlePgBouncer = Finding.Fix(
        for: "PgBouncer",
        "client_idle_timeout is 0 (off) unless set; server_idle_timeout (600 s) only closes connections to the database, "
            + "below PostgreSQL's own limit.",
        setting: "client_idle_timeout = 0\nserver_idle_timeout = 300")

    private static let idleMySQL = Finding.Fix(
        for: "MySQL, MariaDB",
        "wait_timeout (28800 s) counts for programs, interactive_timeout for clients that ask for it; raise it above the "
            + "pool's own limit.",
        setting: "SET GLOBAL wait_timeout = 28800;")

    private static let idleBalancers = Finding.Fix(
        for: "HAProxy, Envoy, cloud balancers",
        "A balancer before the database ends silent connections, too: HAProxy timeout client and timeout server, "
            + "Envoy idle_timeout of tcp_proxy (1 h), AWS NLB 350 s, Azure Load Balancer 240 s. All of them above the pool's limit."
    )

    // MARK: Transactions

    /// For transactions that are left open while the program does something else.
    static func idleInTransaction(_ kind: DatabaseSession.Database?) -> [Finding.Fix] {
        var list = [
            Finding.Fix(
                for: "application",
                "Do what takes long (payments, mails, calls of other services, a person's decision) before BEGIN or after "
                    + "COMMIT, never in between; end the transaction in every branch."),
            Finding.Fix(
                for: "SQLAlchemy",
                "Keep sessions short, one block for each unit of work; for reading alone autocommit opens no transaction.",
                setting: "with Session.begin() as session: …\nengine.execution_options(isolation_level=\"AUTOCOMMIT\")"),
            Finding.Fix(
                for: "HikariCP, Spring",
                "Do not call remote services inside @Transactional; leakDetectionThreshold names whoever holds a connection "
                    + "too long.", setting: "leakDetectionThreshold=2000"),
        ]
        if kind != .mySQL {
            list.append(
                Finding.Fix(
                    for: "PostgreSQL",
                    "Only as long as the application needs it: raise the limit for its role. An open transaction holds "
                        + "locks and keeps VACUUM from its work.",
                    setting: "ALTER ROLE app SET idle_in_transaction_session_timeout = '60s';"))
            list.append(
                Finding.Fix(for: "PgBouncer", "The same limit there.", setting: "idle_transaction_timeout = 60"))
        }
        if kind != .postgreSQL {
            list.append(
                Finding.Fix(
                    for: "MariaDB",
                    "idle_transaction_timeout, idle_write_transaction_timeout and idle_readonly_transaction_timeout (0: off); "
                        + "MySQL has wait_timeout only.",
                    setting: "SET GLOBAL idle_transaction_timeout = 60;"))
        }
        return list
    }

    /// For work that was undone because its connection ended.
    static let transactionLost = [
        Finding.Fix(
            for: "application",
            "Run the whole transaction again on another connection when one is lost in it (SQLSTATE class 08, MySQL 2006 and "
                + "2013); make it safe to repeat, for a COMMIT whose answer is missing may have been done."),
        Finding.Fix(
            for: "batch jobs",
            "Handle SIGTERM: finish or roll back, then close the connection. Commit in pieces that can be taken up again."
        ),
        Finding.Fix(
            for: "HAProxy",
            "Drain a server before it is taken out (set server … state drain) and leave its sessions; no shutdown sessions, no "
                + "on-marked-down shutdown-sessions for databases that are only slow."),
        Finding.Fix(
            for: "PgBouncer, cloud databases",
            "Fail over and restart when little is going on; PAUSE in PgBouncer waits for open transactions."),
    ]

    // MARK: Connections that are dead already

    /// For pooled connections that were used after the server had closed them.
    static let stale = [
        Finding.Fix(
            for: "SQLAlchemy", "Test each connection before it is handed out.",
            setting: "create_engine(url, pool_pre_ping=True)"),
        Finding.Fix(
            for: "HikariCP",
            "It tests connections that were idle for more than 500 ms by itself; leave connectionTestQuery empty (the driver's "
                + "isValid is better), and set keepaliveTime.",
            setting: "keepaliveTime=30000"),
        Finding.Fix(
            for: "node-postgres",
            "Handle the error event of the pool and of checked-out clients, and run a query once more when the connection was "
                + "dead before it was sent.", setting: "pool.on('error', log)"),
        Finding.Fix(
            for: "client",
            "Throw the whole pool away when one connection turns out dead: the others died with it."),
        Finding.Fix(
            for: "HAProxy",
            "Reload instead of restart (old sessions are finished by the old process), and let hard-stop-after be long.",
            setting: "global\n    hard-stop-after 30m"),
        Finding.Fix(
            for: "PgBouncer",
            "Restart by taking over the sockets (so_reuseport, online restart), not by stop and start."),
    ]

    // MARK: Refusals and shutdowns

    static func terminated(_ kind: DatabaseSession.Database?) -> [Finding.Fix] {
        var list = [
            Finding.Fix(
                for: "administrator",
                "Find who did it and why: the server's log at that time has the shutdown, the crash or the KILL with its user."
            ),
            Finding.Fix(
                for: "application",
                "Connect anew and run the transaction again; a pool that tests connections (pool_pre_ping, keepaliveTime) only "
                    + "meets idle ones."),
        ]
        if kind != .mySQL {
            list.append(
                Finding.Fix(
                    for: "PostgreSQL",
                    "Smart shutdown waits for sessions, fast ends them (57P01). pg_cancel_backend stops a query and leaves the "
                        + "session. After 57P02 look for the process that died: out of memory (vm.overcommit_memory = 2), an "
                        + "extension, disk.",
                    setting: "SELECT pg_cancel_backend(pid);"))
            list.append(
                Finding.Fix(
                    for: "PgBouncer",
                    "PAUSE before the database is restarted, RESUME after: clients wait instead of failing.",
                    setting: "PAUSE;  RESUME;"))
        }
        if kind != .postgreSQL {
            list.append(
                Finding.Fix(
                    for: "MySQL, MariaDB",
                    "KILL QUERY id stops the statement and leaves the session; KILL id ends both. Look into programs that kill slow "
                        + "queries (pt-kill, ProxySQL).", setting: "KILL QUERY 42;"))
        }
        return list
    }

    static func tooMany(_ kind: DatabaseSession.Database?) -> [Finding.Fix] {
        var list = [
            Finding.Fix(
                for: "connection pools",
                "Add up all programs' pools: processes × pool size (+ overflow) must stay below the server's limit. HikariCP "
                    + "maximumPoolSize, SQLAlchemy pool_size + max_overflow, node-postgres max.",
                setting: "create_engine(url, pool_size=5, max_overflow=0, pool_timeout=10)"),
            Finding.Fix(
                for: "application",
                "Look for connections that are never given back: sessions in idle or idle in transaction for long."),
        ]
        if kind != .mySQL {
            list.append(
                Finding.Fix(
                    for: "PgBouncer",
                    "Put it before the database in transaction mode: thousands of clients share a few dozen sessions.",
                    setting: "pool_mode = transaction\nmax_client_conn = 2000\ndefault_pool_size = 20"))
            list.append(
                Finding.Fix(
                    for: "PostgreSQL",
                    "max_connections (100; each costs a process), and CONNECTION LIMIT of the role or database; see "
                        + "pg_stat_activity for who holds them.", setting: "max_connections = 200"))
        }
        if kind != .postgreSQL {
            list.append(
                Finding.Fix(
                    for: "MySQL, MariaDB",
                    "max_connections (151), max_user_connections for one user; a shorter wait_timeout frees what leaks. SHOW "
                        + "PROCESSLIST says who holds them.", setting: "SET GLOBAL max_connections = 300;"))
        }
        return list
    }

    static func refused(_ kind: DatabaseSession.Database?) -> [Finding.Fix] {
        var list = [
            Finding.Fix(
                for: "application",
                "Compare its secret with the database's: after a change of the password restart or reload every program that "
                    + "has the old one; change it in two steps (a second user) where none may fail.")
        ]
        if kind != .mySQL {
            list.append(
                Finding.Fix(
                    for: "PostgreSQL",
                    "28P01: the password. 28000: no line of pg_hba.conf fits, or the role may not log in. 3D000: no such database. "
                        + "The log says more than the client is told.", setting: "SELECT * FROM pg_hba_file_rules;"))
            list.append(
                Finding.Fix(
                    for: "PgBouncer",
                    "auth_file or auth_query must know the new password; RELOAD takes a changed file.",
                    setting: "RELOAD;"))
        }
        if kind != .postgreSQL {
            list.append(
                Finding.Fix(
                    for: "MySQL, MariaDB",
                    "1045: user or password, or the user for this host ('app'@'10.%'). 1044, 1049: the database. 1130: the host may not "
                        + "connect. 1129: too many failed connects, FLUSH HOSTS.",
                    setting: "SHOW GRANTS FOR 'app'@'10.%';"))
        }
        return list
    }
}
