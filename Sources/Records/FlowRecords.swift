/// A flow was seen for the first time, and it is known (or guessed) who is its client.
public struct FlowOpened: Sendable, Codable, Equatable {
    public var id: FlowID
    public var client: Endpoint
    public var server: Endpoint
    /// How the client is known.
    public var roles: RoleEvidence
    public var first: PacketReference
    /// VLAN identifiers, outermost first.
    public var vlans: [UInt16]
    /// Names of the tunnels that carried it, outermost first.
    public var tunnels: [String]

    public init(
        id: FlowID, client: Endpoint, server: Endpoint, roles: RoleEvidence, first: PacketReference,
        vlans: [UInt16] = [], tunnels: [String] = []
    ) {
        self.id = id
        self.client = client
        self.server = server
        self.roles = roles
        self.first = first
        self.vlans = vlans
        self.tunnels = tunnels
    }
}

/// How it is known who is client and who is server; the strongest first.
public enum RoleEvidence: String, Sendable, Codable, Equatable {
    /// A SYN or a SYN-ACK was captured.
    case handshake
    /// The application protocol tells who asks.
    case `protocol`
    /// The well-known or the lower port is taken for the server's.
    case port
}

/// Bytes of one direction that nobody will ever deliver.
public struct StreamGap: Sendable, Codable, Equatable {
    /// Why bytes are missing.
    public enum Cause: String, Sendable, Codable {
        /// Acknowledged by the receiver, so they arrived: the capture never saw them.
        case notCaptured = "not_captured"
        /// Never acknowledged and never seen again.
        case lost
        /// The capture kept only the beginning of the packet.
        case cut = "cut_by_snap_length"
        /// Held too long or too much: `Limits.heldBytesPerFlow`.
        case evicted
        /// An encrypted record that could not be read.
        case undecryptable
    }

    public var place: Place
    public var byteCount: UInt64
    public var cause: Cause

    public init(place: Place, byteCount: UInt64, cause: Cause) {
        self.place = place
        self.byteCount = byteCount
        self.cause = cause
    }
}

/// Something worth a line that is none of the other records.
public struct FlowEvent: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
        /// An application protocol was recognised; `detail` is its name.
        case identified
        /// Bytes that their protocol forbids; `detail` does the arithmetic.
        case malformed
        /// The rest of the flow cannot be read; `detail` says why.
        case opaque
        /// A limit of `Limits` was reached; `detail` names it.
        case limit
    }

    public var kind: Kind
    public var place: Place
    public var detail: String

    public init(kind: Kind, place: Place, detail: String) {
        self.kind = kind
        self.place = place
        self.detail = detail
    }
}
