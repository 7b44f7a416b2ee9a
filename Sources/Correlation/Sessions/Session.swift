public import Records

/// The number of a session in its ledger.
public typealias SessionID = Int

/// One application session, known by its token.
public struct Session: Sendable {
    /// Where its token travels.
    public enum Kind: String, Sendable, Codable { case cookie, header, bearer, url }

    /// How it ended, as far as the traffic shows.
    public enum Ending: String, Sendable, Codable {
        case logout, expired, rejected, replaced, evicted, overwritten, open
    }

    /// What an endpoint answered it.
    public struct Tally: Sendable {
        public var server: UInt32 = .max
        public var good: UInt32 = 0
        public var refused: UInt32 = 0
    }

    /// A client by address and user agent.
    struct Client: Sendable, Equatable {
        var address: UInt32 = .max
        var agent: UInt64 = 0
        var at = PacketReference(packet: 0, time: Timestamp(nanoseconds: 0))
        var flow: FlowID = 0
    }

    public let kind: Kind
    /// Number of the cookie's or header's name.
    var name: UInt32
    var valueStart: Int
    var valueCount: Int
    public var created: PacketReference
    public var lastSeen: PacketReference
    /// Where it was issued first, nearest to the application; `nil` where the capture began later.
    public var issued: Passage?
    /// The last answer that took it for good, of a leg nearest to the client.
    public var lastGood: PacketReference?
    /// Whether somebody is signed in with it, as far as the traffic shows.
    public var isSignedIn = false
    /// The user, where a sign-in showed one: his number.
    var user: UInt32 = .max
    var tallies = InlineArray<4, Tally>(repeating: Tally())
    /// Paths that answered it with success, the last three.
    var goodPaths = InlineArray<3, UInt64>(repeating: 0)
    var goodPathCount: UInt8 = 0
    /// Seconds that the server says it lives, counted from `lifeStart`.
    public var lifetime: Double?
    public var lifeStart: PacketReference
    public var cameInURL = false
    public var ending = Ending.open
    public var endedAt: PacketReference?
    /// A later one of its visitor, or the one before.
    var successor: Int32 = -1
    var predecessor: Int32 = -1
    var first = Client()
    var second = Client()
    /// Uses that changed from one of the two clients to the other.
    var turns: UInt16 = 0
    /// The first use by the second client.
    public internal(set) var intrusion: PacketReference?
    var intrusionSighting: Int32 = -1
    var isSecondTurn = false
    var isSharedTold = false
    /// The packet of the sign-in that kept it as it was, until it is used.
    var keptAtLogin: PacketReference?
    /// Its loss that is being followed.
    var loss: Int32 = -1
    /// A value that a hop made of another one: no session of its own.
    var isShadow = false
    var token: Int32 = -1
    var firstEvent: Int32 = -1
    var lastEvent: Int32 = -1
    /// Forgotten: the place is free for another one.
    var isVacant = false
    var eventCount: UInt8 = 0
    var firstFlow: Int32 = -1
    var lastFlow: FlowID = .max
    var flowCount: UInt8 = 0

    init(kind: Kind, name: UInt32, valueStart: Int, valueCount: Int, at: PacketReference) {
        self.kind = kind
        self.name = name
        self.valueStart = valueStart
        self.valueCount = valueCount
        created = at
        lastSeen = at
        lifeStart = at
    }

    /// Forgets all of it: whoever still has its number finds nothing.
    mutating func vacate() {
        self = Session(kind: kind, name: .max, valueStart: 0, valueCount: 0, at: lastSeen)
        isVacant = true
    }

    mutating func tally(_ server: UInt32, good: Bool) {
        for index in 0..<4 where tallies[index].server == server || tallies[index].server == .max {
            tallies[index].server = server
            if good { tallies[index].good &+= 1 } else { tallies[index].refused &+= 1 }
            return
        }
    }

    mutating func notePath(_ path: UInt64) {
        for index in 0..<3 where goodPaths[index] == path { return }
        goodPaths[Int(goodPathCount % 3)] = path
        goodPathCount = goodPathCount &+ 1 == 255 ? 3 : goodPathCount &+ 1
    }

    func wasGood(at path: UInt64) -> Bool {
        for index in 0..<3 where goodPaths[index] == path { return true }
        return false
    }
}

/// Something that happened to a session.
public struct SessionEvent: Sendable, Codable, Equatable {
    /// The closed list of what can happen to a session.
    public enum Kind: String, Sendable, Codable {
        case issued, presented, accepted, refused, rotated, refreshed, stored, read, missed, deleted, expired, ended
    }

    public var at: PacketReference
    public var flow: FlowID
    public var kind: Kind
    /// A status, a reason; never a value.
    public var detail: String

    public init(at: PacketReference, flow: FlowID, kind: Kind, detail: String) {
        self.at = at
        self.flow = flow
        self.kind = kind
        self.detail = detail
    }
}
