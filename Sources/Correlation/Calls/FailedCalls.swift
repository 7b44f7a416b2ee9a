public import Records

/// A failure with the connection on which it was seen.
public struct FailedCall: Sendable {
    public var failure: HTTP2Failure
    public var flow: FlowID
    public var client: Endpoint
    public var server: Endpoint
    /// Of method and path.
    var key: UInt64
}

/// Calls over HTTP/2 that failed: which leg of a proxied one failed first, and how often a service fails its callers.
public struct FailedCalls: Sendable {
    /// A proxy passes a call on within so much time, seconds; clocks of two interfaces may differ by `slack`.
    private static let passing = 3.0
    private static let slack = 0.000_5
    /// Two legs that wait for the same deadline give up within so many seconds.
    private static let sameDeadline = 1.0

    /// How the connection of a failed call ended.
    public struct Connection: Sendable {
        public var http2: HTTP2Connection
        /// Whether what was sent into it was never acknowledged in the end.
        public var vanished = false
    }

    /// The ends of connections that had failed calls.
    private var connections: BoundedTable<FlowID, Connection>
    private var calls: Ring<FailedCall>
    private var bursts: Bursts

    init(limits: CorrelationLimits) {
        calls = Ring(capacity: limits.failedCalls)
        connections = BoundedTable(limit: limits.failedCalls)
        bursts = Bursts(limit: limits.databases)
    }

    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) {
        guard !facts.lostStreams.isEmpty, let http2 = facts.http2 else { return }
        let vanished = Side.allCases.contains {
            (closed.tcp.unacknowledged[$0]?.retransmissions ?? 0) >= 3 && closed.tcp.fin[$0.other] == nil
        }
        connections.update(facts.id, initial: Connection(http2: http2)) { $0.vanished = vanished }
    }

    /// - Returns: the failure, where it is worth a look of its own.
    mutating func absorb(_ failure: HTTP2Failure, key: UInt64, _ ends: FlowEnds, now: Timestamp) -> FailedCall? {
        let call = FailedCall(
            failure: failure, flow: ends.flow, client: ends.client, server: ends.server, key: key)
        // What ended with its connection is the connection's story.
        if failure.kind == .cut { return nil }
        calls.append(call)
        return bursts.admit(Self.burst(call), at: now) ? call : nil
    }

    private static func burst(_ call: FailedCall) -> UInt64 {
        let kind: UInt64 =
            switch call.failure.kind {
            case .status(let status): UInt64(status)
            case .deadline: 1 << 32
            case .reset(let by, let code): (by == .client ? 2 : 3) << 32 | UInt64(code)
            case .cut: 4 << 32
            }
        return call.server.quickHash(kind &* HashConstant.first)
    }

    // MARK: Questions

    /// How the connection of a call ended, once it is over.
    public func connection(_ flow: FlowID) -> Connection? { connections[flow] }

    /// The same call on the leg behind, where it had failed before it failed here.
    public func behind(_ call: FailedCall, hops: Hops) -> FailedCall? {
        let addresses = hops.upstreamAddresses(of: call.server.address)
        let slack = call.failure.kind == .deadline ? Self.sameDeadline : Self.slack
        return calls.elements.last { other in
            other.flow != call.flow && other.key == call.key && other.server != call.server
                && addresses.contains(other.client.address) && Self.isPassedOn(call, other)
                && call.failure.ended.time.seconds(since: other.failure.ended.time) >= -slack
        }
    }

    /// The same call on the leg before, where it failed no later than here.
    public func before(_ call: FailedCall, hops: Hops) -> FailedCall? {
        let addresses = hops.frontAddresses(of: call.client.address)
        return calls.elements.last { other in
            other.flow != call.flow && other.key == call.key && other.server != call.server
                && addresses.contains(other.server.address) && Self.isPassedOn(other, call)
                && abs(call.failure.ended.time.seconds(since: other.failure.ended.time)) <= Self.sameDeadline
        }
    }

    /// Whether a call on one leg may be the same as one on the leg behind it, by the time at which it was asked.
    private static func isPassedOn(_ front: FailedCall, _ behind: FailedCall) -> Bool {
        let delay = behind.failure.asked.time.seconds(since: front.failure.asked.time)
        return delay >= -slack && delay <= passing
    }

    /// Failures of this kind by this service in all.
    public func total(like call: FailedCall) -> UInt64 { bursts.total(Self.burst(call)) }

    /// A turn of time is over.
    mutating func turn() {
        connections.turn()
        bursts.turn()
    }

    var forgotten: UInt64 { connections.forgotten &+ bursts.forgotten }
}
