import Records

/// What one side sends, and what it says about the other's bytes.
///
/// Positions are octets of payload from the beginning of what was seen: sequence numbers unwrapped to 64 bits.
struct Half: Sendable {
    /// The sequence number of position 0.
    var base: UInt32 = 0
    var isSeen = false
    var sawSYN = false
    /// One beyond the highest position sent; a FIN takes a position of its own.
    var next: Int64 = 0
    /// The moment `next` last moved.
    var nextTime = Timestamp(nanoseconds: 0)
    /// Positions below it were given to the application, or declared missing.
    var delivered: Int64 = 0
    /// Lowest position seen; negative where older segments of a flow seen from its middle came late.
    var lowest: Int64 = 0
    /// The highest acknowledgment of the other side for this side's bytes.
    var acked: Int64 = 0
    /// Up to here no hole was seen: what the other side may acknowledge without surprise.
    var ackable: Int64 = 0
    /// Where the FIN stands.
    var finPosition: Int64 = -1
    var finDelivered = false

    // What it says about the other side's bytes.
    var lastAcknowledgment: UInt32 = 0
    var lastAcknowledgmentTime = Timestamp(nanoseconds: 0)
    var window: UInt16 = 0
    var windowScale: UInt8 = 0xff
    var synCount: UInt32 = 0
    var fin = PacketReference.none
    var duplicateAcknowledgments: UInt16 = 0
    var wasKeepalive = false
    var wasZeroWindowProbe = false

    // Counters.
    var packets: UInt64 = 0
    var bytes: UInt64 = 0
    var dataSegments: UInt32 = 0

    // The few packets that conclusions rest on.
    var lastPacket = PacketReference.none
    var lastData = PacketReference.none
    /// The first packet of what is not acknowledged yet, and the position behind it.
    var outstanding = PacketReference.none
    var outstandingEnd: Int64 = 0
    /// Seconds of silence before `outstanding`.
    var silenceBeforeOutstanding: Float = 0
    var packetBeforeOutstanding: UInt64 = 0
    /// The largest payload of one segment of `outstanding`.
    var tailLargest: UInt32 = 0
    /// The largest payload of one segment that is known to have arrived.
    var largestAcknowledged: UInt32 = 0
    /// The last moment the other side's acknowledgment moved, or sending began.
    var progress = PacketReference.none
    var timeToLive: UInt8 = 0
    /// Since when acknowledged bytes are not there, nanoseconds since 1970; `Int64.min` where none are awaited.
    var holeSince: Int64 = .min
    /// The last packets, to recognise those captured twice.
    private(set) var prints: [SegmentPrint] = []
    private var printIndex: UInt8 = 0

    /// What few flows have: empty, or one element. An array, because that is a box that is a value.
    private var rare: [Trouble] = []

    /// The position of a sequence number: the one nearest to what was sent last.
    @inline(__always)
    func position(of sequence: UInt32) -> Int64 {
        let reference = UInt32(truncatingIfNeeded: next) &+ base
        return next &+ Int64(Int32(bitPattern: sequence &- reference))
    }

    /// Positions begin anew at `base`: nothing of the side was passed on before.
    mutating func rebase(to base: UInt32) {
        self.base = base
        next = -1
        delivered = 0
        lowest = 0
        acked = 0
        ackable = 0
        outstanding = .none
    }

    /// Bytes the application saw, FIN included once it was passed on.
    @inline(__always)
    var settled: Int64 { finDelivered ? finPosition &+ 1 : delivered }

    @inline(__always)
    var hasHeld: Bool {
        rare.isEmpty ? false : !rare[0].held.isEmpty
    }

    /// Counters and lists that few flows need; made at the first change.
    var trouble: Trouble {
        @inline(__always) _read {
            if rare.isEmpty { yield Trouble.none } else { yield rare[0] }
        }
        @inline(__always) _modify {
            if rare.isEmpty { rare.append(Trouble()) }
            yield &rare[0]
        }
    }

    var hasTrouble: Bool { !rare.isEmpty }

    /// Since when its window is closed: asked for every segment, so without a copy of all its trouble.
    @inline(__always)
    var zeroWindowSince: PacketReference { rare.isEmpty ? .none : rare[0].zeroWindowSince }

    // What it holds first: asked for every segment of a side in trouble, so without a copy of all of it.

    @inline(__always)
    var firstHeld: HeldSegments.Piece? { rare.isEmpty ? nil : rare[0].held.first }
    @inline(__always)
    var firstHeldStart: Int64? { rare.isEmpty ? nil : rare[0].held.firstStart }
    @inline(__always)
    var firstHeldAcknowledged: Int64 { rare.isEmpty ? .min : rare[0].held.firstAcknowledged }

    /// Whether nothing of this side can be due: no bytes held, none awaited, no FIN to pass on.
    @inline(__always)
    var isQuiet: Bool { !hasHeld && holeSince == .min && (finPosition < 0 || finDelivered) }

    /// Whether nothing is missing, as far as is known.
    @inline(__always)
    var isWhole: Bool { !hasHeld && holeSince == .min }

    /// Packets that are remembered to recognise those captured again.
    private static let printCount = 8

    mutating func keep(_ print: SegmentPrint) {
        if prints.count < Half.printCount {
            if prints.isEmpty { prints.reserveCapacity(Half.printCount) }
            prints.append(print)
        } else {
            prints[Int(printIndex)] = print
            printIndex = (printIndex + 1) % UInt8(Half.printCount)
        }
    }
}

extension PacketReference {
    /// No packet: numbers begin at 1.
    static let none = PacketReference(packet: 0, time: Timestamp(nanoseconds: 0))

    var isNone: Bool { packet == 0 }

    /// `nil` where there is none.
    var known: PacketReference? { packet == 0 ? nil : self }
}

/// What only some flows have: kept apart, so that the many stay small.
struct Trouble: Sendable {
    var held = HeldSegments()
    /// Positions declared missing that may still come late; bounded.
    var missingRanges: [Range<Int64>] = []

    /// What a half without trouble has.
    static let none = Trouble()

    var retransmitted: UInt32 = 0
    var duplicates: UInt32 = 0
    var outOfOrder: UInt32 = 0
    var missingBytes: UInt64 = 0
    var cutBytes: UInt64 = 0
    var overlapConflicts: UInt32 = 0
    var keepalives: UInt32 = 0
    var zeroWindows: UInt32 = 0
    var resets: UInt32 = 0

    var reset: ResetStory?
    var zeroWindowSince = PacketReference.none
    var longestZeroWindow: Stall?
    var longestUnacknowledged: Stall?
    /// How often segments of what is outstanding were sent again, and when last.
    var tailRetransmissions: UInt32 = 0
    var tailLast = PacketReference.none
}
