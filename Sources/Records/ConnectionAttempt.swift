/// A flow that is one SYN which nobody answered, repeated or refused: all there is to tell of it, told when it leaves.
///
/// Scans and floods are made of millions of these; `opened` and `closed` say the same at length.
public struct ConnectionAttempt: Sendable, Codable, Equatable {
    public var id: FlowID
    public var client: Endpoint
    public var server: Endpoint
    public var syn: PacketReference
    /// Maximum segment size, octets, and the window's shift count, where the SYN had these options.
    public var mss: UInt16?
    public var windowScale: UInt8?
    public var timeToLive: UInt8
    /// Why it left the table before its capture ended; `nil` if it did not.
    public var evicted: String?

    public init(
        id: FlowID, client: Endpoint, server: Endpoint, syn: PacketReference, mss: UInt16?, windowScale: UInt8?,
        timeToLive: UInt8, evicted: String? = nil
    ) {
        self.id = id
        self.client = client
        self.server = server
        self.syn = syn
        self.mss = mss
        self.windowScale = windowScale
        self.timeToLive = timeToLive
        self.evicted = evicted
    }

    public var opened: FlowOpened { FlowOpened(id: id, client: client, server: server, roles: .handshake, first: syn) }

    public var closed: FlowClosed {
        var story = TCPStory.Fields()
        story.handshake = .partial
        story.firstSYN = syn
        story.lastSYN = syn
        story.isOneSided = true
        story.mss.client = mss
        story.windowScale.client = windowScale
        story.lastPacket.client = syn
        story.timeToLive.client = timeToLive
        story.synCount.client = 1
        var record = FlowClosed(opened: opened, last: syn, closed: Closing(how: .open))
        record.packets.client = 1
        record.tcp = TCPStory(story)
        record.evicted = evicted
        return record
    }
}
