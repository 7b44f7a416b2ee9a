public import Records

/// A TCP segment, addressed by the innermost IP header around it.
///
/// All fields are integers in host order, so that a caller keeps one and has it filled again for each frame. After any
/// verdict but `segment` its content means nothing.
public struct Segment: Sendable {
    /// The packet's number in the capture, from 1.
    public var number: UInt64 = 0
    public var time = Timestamp(nanoseconds: 0)
    public var source = Endpoint(address: Address(ipv4: 0), port: 0)
    public var destination = Endpoint(address: Address(ipv4: 0), port: 0)

    public var sequence: UInt32 = 0
    public var acknowledgment: UInt32 = 0
    public var flags: TCPFlags = []
    /// The window field, not scaled.
    public var window: UInt16 = 0

    /// Where the captured payload begins: in the frame, or in the decoder's `reassembled` octets.
    public var payloadOffset = 0
    /// Octets of payload that were captured.
    public var payloadCount = 0
    /// Octets of payload by the lengths of IP and TCP; more than `payloadCount` where the capture cut the packet.
    public var payloadLength = 0
    /// The datagram's length by the IP header, octets: all headers included, link padding excluded.
    public var ipHeaderTotal = 0

    /// IPv4's time to live, IPv6's hop limit.
    public var ttl: UInt8 = 0
    /// IPv4's identification; 0 for IPv6.
    public var identification: UInt32 = 0
    /// The payload is a range of the decoder's `reassembled` octets, not of the frame.
    public var isReassembled = false

    var options = TCPOptions()
    public var vlans = VLANStack()
    public var tunnels = TunnelStack()

    public init() {}
}

/// What its options say (RFC 9293 § 3.2, RFC 7323, RFC 2018, RFC 7413); `nil` or `false` where there is no such option.
extension Segment {
    /// The maximum segment size, octets.
    public var mss: UInt16? {
        get { options.mss }
        set { options.mss = newValue }
    }

    /// The shift count as sent; more than 14 counts as 14 (RFC 7323 § 2.3).
    public var windowScale: UInt8? {
        get { options.windowScale }
        set { options.windowScale = newValue }
    }

    public var sackPermitted: Bool {
        get { options.sackPermitted }
        set { options.sackPermitted = newValue }
    }

    /// TCP Fast Open: a cookie, or the request for one.
    public var fastOpen: Bool {
        get { options.fastOpen }
        set { options.fastOpen = newValue }
    }

    public var timestampValue: UInt32? {
        get { options.timestampValue }
        set { options.timestampValue = newValue }
    }

    public var timestampEchoReply: UInt32? {
        get { options.timestampEchoReply }
        set { options.timestampEchoReply = newValue }
    }

    /// The first four blocks of the SACK option.
    public var sack: SelectiveAcknowledgment {
        get { options.sack }
        set { options.sack = newValue }
    }
}
