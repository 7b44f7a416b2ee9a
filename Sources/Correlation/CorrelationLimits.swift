/// Every bound of what is remembered across flows, with its unit.
public struct CorrelationLimits: Sendable {
    /// Open flows whose facts are kept.
    public var openFlows = 1_000_000
    /// Pairs of hosts with a history of connections.
    public var hostPairs = 65_536
    /// Connections remembered of one pair of hosts.
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
    /// Addresses that are remembered as an end of a proxy's leg, and legs of each.
    public var legAddresses = 65_536
    public var legsPerAddress = 512
    /// Targets whose aborted requests are counted, and aborts of each.
    public var abortedTargets = 65_536
    public var abortsPerTarget = 16

    public init() {}
}
