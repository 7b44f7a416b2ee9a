/// All causes. The order decides only between verdicts of equal rank, confidence and packet: the more specific one
/// first.
enum CauseRegistry {
    static let causes: [any Cause.Type] = [
        // Application sessions.
        HeaderDropped.self, HeaderChanged.self, TokenExpired.self, TokenNotYetValid.self, LostOnFailover.self,
        AffinityMissing.self, StoreLost.self, SessionEvicted.self, SessionExpired.self, SessionOverwritten.self,
        SessionLostUpdate.self, SessionRejected.self, SessionShared.self, SessionFixation.self, CookieNotReturned.self,
        RateLimited.self, SessionLogout.self,
        RefreshRace.self, TokenWeak.self,
        Exposed.self,
        // WebSocket: a heartbeat says more than a code, a code more than an end without one.
        HeartbeatUnanswered.self, ClosedByError.self, GoingAway.self, WebSocketIdleTimeout.self, WebSocketDropped.self,
        UpgradeFailed.self, NoHeartbeat.self, ReconnectLoop.self,
        // Databases and stores: their own words say more than the end of a connection.
        DatabaseIdleTimeout.self, IdleInTransaction.self, DatabaseTerminated.self, TooManyConnections.self,
        LoginFailed.self, TransactionLost.self, StaleConnection.self, StoreError.self, NoExpiry.self,
        // HTTP/2 and gRPC: a ping's story is more than the GOAWAY that ends it.
        PingTimeout.self, TooManyPings.self, GoAway.self, StreamReset.self, GRPCFailed.self,
        // HTTP.
        Unanswered.self,
        // TLS.
        HandshakeFailed.self, SessionAlert.self, Truncated.self,
        ResumptionDisabled.self, TicketKeyMismatch.self, TicketExpired.self, ResumptionRefused.self,
        ClientNeverResumes.self,
        // Transfers.
        TransferResumed.self, TransferRestarted.self,
        // Connections: a reason before its consequence.
        ConnectRefused.self, ConnectTimeout.self, PathMTU.self, IdleStateExpired.self, HalfOpen.self,
        PeerVanished.self, KeepaliveRace.self, IdleTimeout.self, ResetInExchange.self, ClosedInExchange.self,
        Stalled.self, Lossy.self,
    ]

    /// Conclusions about the capture as a whole.
    static let captureCauses: [any CaptureCause.Type] = [Incomplete.self, Duplicates.self]

    /// The entries of all codes that are built, sorted by layer's family: as the catalogue has them.
    static let entries: [HandbookEntry] = captureCauses.map { $0.entry } + causes.map { $0.entry }

    static func entry(_ code: String) -> HandbookEntry? { entries.first { $0.code == code } }
}
