/// Every bound of an analysis, with its unit. Reaching one is counted and reported.
public struct Limits: Sendable, Codable, Equatable {
    /// Flows in the table at once.
    public var flows = 4_000_000
    /// Flows kept after both sides closed, waiting for late packets.
    public var closedFlows = 60_000
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
    /// Octets of a body that may be looked into.
    public var bodyExcerptBytes = 2 << 10

    public init() {}
}
