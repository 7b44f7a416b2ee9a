/// Every bound of an analysis, with its unit. Reaching one is counted and reported.
public struct Limits: Sendable, Codable, Equatable {
    /// Flows in the table at once.
    public var flows = 4_000_000
    /// Flows kept after both sides closed, waiting for late packets: few enough to stay in the processor's cache.
    public var closedFlows = 1_024
    /// Flows that both sides have closed are told when they were silent for so long, seconds; `nil`: at the end, or when
    /// there are too many.
    public var closedSeconds: UInt32?
    /// The same of flows that nobody answered.
    public var unansweredSeconds: UInt32?
    /// The same of flows that one side has closed, and of those whose sender has given up: what it sent was sent again
    /// and never acknowledged.
    public var givenUpSeconds: UInt32?
    /// Open flows that were silent for so long are put out, seconds: a matter of memory, and told as such.
    public var idleFlowSeconds: UInt32?
    /// Flows that were told are remembered for so long after their last packet, seconds, and so many of them: a late
    /// packet is no new flow.
    public var toldSeconds: UInt32 = 3_600
    public var toldFlows = 60_000
    /// Octets held for reassembly in one direction of a flow.
    public var heldBytesPerDirection = 1 << 20
    /// Octets held for reassembly in all flows.
    public var heldBytes = 256 << 20
    /// A hole is missing for good when this many octets wait behind it…
    public var heldBehindHole = 64 << 10
    /// …or when this long has passed since it was acknowledged, seconds.
    public var holeSeconds = 1.0
    /// A message head, octets: what a dissector may ask the pump to hold.
    public var headBytes = 256 << 10
    /// Headers of one message.
    public var headers = 400
    /// Cookies of one message.
    public var cookies = 2_000
    /// Length of a text that is kept, octets; what is longer is cut.
    public var textBytes = 8 << 10
    /// Requests waiting for their answer in one flow.
    public var pendingRequests = 1_000
    /// Silences listed for one flow.
    public var idleGaps = 200
    /// A silence worth listing, seconds.
    public var idleSeconds = 5.0
    /// Dissectors inside dissectors.
    public var dissectionDepth = 3
    /// Frames listed for one WebSocket with `--frames`.
    public var framesPerWebSocket = 100_000
    /// Pings, pongs and Close frames listed for one WebSocket without it.
    public var controlFramesPerWebSocket = 64
    /// Alerts and tickets kept for one handshake.
    public var alertsPerHandshake = 100
    /// Numbers that an encrypted record may have after a loss, tried until its authentication proves one.
    public var recordsTriedAfterLoss = 1_024
    /// Connections and sessions whose secrets for decryption are kept, where secrets come to light on the way.
    public var keyedConnections = 4_000_000
    /// Octets of a body that may be looked into.
    public var bodyExcerptBytes = 2 << 10

    public init() {}

    /// Bounds for a capture that goes on for weeks: flows are told soon after they are over.
    ///
    /// The longest pause between two SYNs of Linux is 32 s, that between two retransmissions 120 s; middleboxes forget
    /// after two hours at most.
    public static var live: Limits {
        var limits = Limits()
        limits.flows = 250_000
        limits.closedFlows = 60_000
        limits.closedSeconds = 8
        limits.unansweredSeconds = 35
        limits.givenUpSeconds = 130
        limits.idleFlowSeconds = 4 * 3_600
        limits.heldBytes = 64 << 20
        limits.keyedConnections = 100_000
        return limits
    }
}
