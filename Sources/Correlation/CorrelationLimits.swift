/// Every bound of what is remembered across flows, with its unit.
public struct CorrelationLimits: Sendable {
    /// Open flows whose facts are kept.
    public var openFlows = 1_000_000
    /// Pairs of hosts with silences that their flows came through, or died of.
    public var hostPairs = 65_536
    /// Connections remembered, and those of one pair of hosts that are looked at for a question.
    public var connections = 262_144
    public var connectionsPerPair = 256
    /// Services (server address and port) known.
    public var services = 65_536
    /// Slow paths remembered of one service.
    public var slowPathsPerService = 256
    /// Clients whose failed targets are counted, and targets counted of each.
    public var failingClients = 65_536
    public var failedTargetsPerClient = 10
    /// Server ports whose recent connections are remembered, for clients with two address families.
    public var ports = 4_096
    public var connectionsPerPort = 64
    /// Addresses that are remembered as a proxy's, and connections of one that are looked at for a question.
    public var legAddresses = 65_536
    public var legsPerAddress = 512
    /// Exchanges remembered to find their proxies' other addresses.
    public var passages = 16_384
    /// Targets whose aborted requests are counted, and aborts of each.
    public var abortedTargets = 65_536
    public var abortsPerTarget = 16

    /// Application sessions, and octets of their tokens in all and of one.
    public var sessions = 4_000_000
    public var tokenBytes = 512 << 20
    public var bytesPerToken = 8 << 10
    /// Events of all sessions and of one, and flows listed for one.
    public var sessionEvents = 16_000_000
    public var eventsPerSession: UInt8 = 64
    public var flowsPerSession: UInt8 = 64
    /// Clients by address, and users by name.
    public var sessionClients = 4_000_000
    public var users = 1_000_000
    /// Sessions lost, refresh tokens, cookies that are waited for, and paths that refuse who shows nothing.
    public var losses = 200_000
    public var refreshTokens = 200_000
    public var jars = 200_000
    public var guardedPaths = 65_536
    /// Exchanges remembered to be found again on the other side of a proxy.
    public var sightings = 32_768
    /// Pairs of client and service in the topology.
    public var topologyEdges = 65_536
    /// A token that lives longer is weak, seconds.
    public var longestTokenLife: Int64 = 31 * 86_400

    /// Client programs and server names whose TLS sessions are followed, and handshakes remembered of each.
    public var resumptionChains = 16_384
    public var visitsPerChain = 16
    /// Looks of handshakes remembered to find the same one behind a TCP balancer.
    public var resumptionPassages = 4_096
    /// Clients that lost a WebSocket, by service, and losses remembered of each.
    public var reconnectingClients = 16_384
    public var lossesPerClient = 64
    /// Silent ends remembered of one service.
    public var idleVotesPerService = 64
    /// Databases and stores whose ends, refusals and errors are remembered, by service, client or connection.
    public var databases = 16_384
    /// Keys of sessions that were stored without a time to live.
    public var endlessKeys = 16_384
    /// Keys of stores that look like sessions', the stores, keys that name users, and sessions whose readers and writers are
    /// followed.
    public var storedSessions = 262_144
    public var stores = 4_096
    public var storedUsers = 65_536
    public var watchedUpdates = 4_096
    /// Calls over HTTP/2 that failed, remembered to find the leg on which they did.
    public var failedCalls = 4_096
    /// Downloads that broke off.
    public var cutDownloads = 16_384

    public init() {}

    /// For captures that go on for weeks, in a few hundred megabytes at most.
    public static var live: CorrelationLimits {
        var limits = CorrelationLimits()
        limits.openFlows = 250_000
        limits.hostPairs = 16_384
        limits.services = 16_384
        limits.failingClients = 16_384
        limits.legAddresses = 16_384
        limits.abortedTargets = 16_384
        limits.sessions = 200_000
        limits.tokenBytes = 32 << 20
        limits.sessionEvents = 2_000_000
        limits.sessionClients = 400_000
        limits.users = 200_000
        limits.losses = 20_000
        limits.refreshTokens = 50_000
        limits.jars = 50_000
        limits.topologyEdges = 16_384
        limits.storedSessions = 131_072
        return limits
    }
}
