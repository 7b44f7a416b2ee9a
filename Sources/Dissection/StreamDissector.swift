public import Bytes
public import Records

/// Reads one application protocol out of two in-order byte streams.
///
/// A dissector is a struct, one per flow, and sees both directions. It knows no packets, sequence numbers, other
/// flows, clocks or files: bytes come in, records go out. Calls come in packet order.
///
/// Within `step`: read everything, then change state, then tell records. What throws `Malformed.short` is asked again
/// with more bytes and must not have changed anything; `Malformed.broken` ends the dissection of the flow.
public protocol StreamDissector: Sendable {
    init(_ environment: Environment)

    /// Looks at the first bytes of both directions and says whether they are this protocol's.
    ///
    /// Either span may be empty; both start at the beginning of the stream (or, in flows whose beginning was not
    /// captured, at the beginning of a segment).
    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe

    /// Reads from the front of `window`, the unread bytes of one direction (never empty), and says what is wanted next.
    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand

    /// The bytes that `Demand.skip` asked to pass over are over; `at` carried the last of them.
    mutating func skipped(_ direction: Direction, at: PacketReference, into sink: inout RecordSink)

    /// Bytes of one direction will never come. Not called for gaps that lie wholly within skipped bytes.
    ///
    /// What was unread in that direction has been dropped; the next `step` in it begins after the gap. The offset of its
    /// place counts as those of `Provenance` do. A length of `UInt64.max` means that nobody knows how much is missing.
    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync

    /// A direction has ended (FIN, all its bytes were given), or the whole flow has (`end.direction` is nil): the last call.
    ///
    /// At the end of the whole flow, `sink.owed` says what was still to come.
    mutating func end(_ end: StreamEnd, into sink: inout RecordSink)
}

/// What a dissector wants next.
public enum Demand: Sendable, Equatable {
    /// Something was read; ask again.
    case proceed
    /// Nothing was read; ask again when the window holds at least this many bytes.
    case more(atLeast: Int)
    /// Nothing was read; keep these bytes and ask again after the other direction has moved.
    case hold
    /// What was read is read; the next bytes, of this number, are content: stream them past, do not hold them.
    ///
    /// `UInt64.max` is "until the direction ends". `skipped` tells when they are over.
    case skip(UInt64)
    /// Another protocol takes over, with the unread bytes of both directions.
    indirect case handOver(Handover)
    /// The rest of this flow cannot be read; says why.
    case opaque(StaticString)

    public static func == (left: Demand, right: Demand) -> Bool {
        switch (left, right) {
        case (.proceed, .proceed), (.hold, .hold): true
        case (.more(let count), .more(let other)): count == other
        case (.skip(let count), .skip(let other)): count == other
        case (.handOver(let handover), .handOver(let other)): handover == other
        case (.opaque(let reason), .opaque(let other)): reason.description == other.description
        default: false
        }
    }
}

/// Which protocol goes on, and what it should know.
public struct Handover: Sendable, Equatable {
    /// `nil`: look at the bytes anew.
    public var protocolID: ProtocolID?
    public var upgrade: Upgrade?

    public init(_ protocolID: ProtocolID?, upgrade: Upgrade? = nil) {
        self.protocolID = protocolID
        self.upgrade = upgrade
    }
}

/// The HTTP exchange that switched protocols (RFC 9110 § 7.8). A class, so that what carries it stays small.
public final class Upgrade: Sendable, Equatable {
    public let request: HTTPRequest?
    public let response: HTTPResponse

    public init(request: HTTPRequest?, response: HTTPResponse) {
        self.request = request
        self.response = response
    }

    public static func == (left: Upgrade, right: Upgrade) -> Bool {
        left.request == right.request && left.response == right.response
    }
}

/// Whether some bytes are a protocol's.
public enum Probe: Sendable, Equatable {
    case certain
    /// Certainly this protocol, but who was taken for the client is the server.
    case certainReversed
    /// Too few bytes to tell.
    case possible
    case no
}

/// How a dissector goes on after a gap.
public enum Resync: Sendable, Equatable {
    /// Step again with what comes.
    case resume
    /// Look at what comes as at a new flow's.
    case probe
    /// The rest of the flow cannot be read.
    case opaque
}

/// What is known of a flow before its bytes.
public struct OpeningHints: Sendable, Equatable {
    public var clientPort: UInt16
    public var serverPort: UInt16
    /// The beginning of the streams was not captured: what is seen may begin in the middle of something.
    public var isMidstream: Bool

    public init(clientPort: UInt16, serverPort: UInt16, isMidstream: Bool) {
        self.clientPort = clientPort
        self.serverPort = serverPort
        self.isMidstream = isMidstream
    }
}

/// What a dissector is made with.
public struct Environment: Sendable {
    public var limits: Limits
    /// Names of session headers on top of the built-in ones, in lower case (`--session-header`).
    public var sessionHeaders: [String]
    /// Whether single WebSocket frames are told (`--frames`).
    public var listsFrames: Bool
    public var hints: OpeningHints
    public var upgrade: Upgrade?
    /// Where keys of encrypted protocols are found; `nil` where there are none.
    public var keys: KeySource?
    /// Conversations around this one: 0 for what the transport carries.
    public var depth = 0

    public init(
        limits: Limits = Limits(), sessionHeaders: [String] = [], listsFrames: Bool = false,
        hints: OpeningHints = OpeningHints(clientPort: 0, serverPort: 0, isMidstream: false), upgrade: Upgrade? = nil,
        keys: KeySource? = nil
    ) {
        self.limits = limits
        self.sessionHeaders = sessionHeaders
        self.listsFrames = listsFrames
        self.hints = hints
        self.upgrade = upgrade
        self.keys = keys
    }
}

/// The end of a direction, or of both.
public struct StreamEnd: Sendable, Equatable {
    /// The direction that ended; `nil` when the whole flow is over.
    public var direction: Direction?
    /// `fin` when all directions ended by FIN, `reset`, `timeout` (somebody gave up), or `open`: the capture ended.
    public var how: Closing.How
    /// Who ended it.
    public var by: Side?
    /// The packet that did it, or the last one.
    public var at: PacketReference
    /// Skipped bytes still to come (`UInt64.max`: skipping until the end).
    public var unskipped: PerSide<UInt64>
    /// Bytes that came but were never read: half a message.
    public var unread: PerSide<Int>
    /// The last packet that delivered bytes.
    public var lastDelivered: PerSide<PacketReference?>

    public init(
        direction: Direction?, how: Closing.How, by: Side?, at: PacketReference,
        unskipped: PerSide<UInt64> = PerSide(both: 0), unread: PerSide<Int> = PerSide(both: 0),
        lastDelivered: PerSide<PacketReference?> = PerSide(both: nil)
    ) {
        self.direction = direction
        self.how = how
        self.by = by
        self.at = at
        self.unskipped = unskipped
        self.unread = unread
        self.lastDelivered = lastDelivered
    }
}
