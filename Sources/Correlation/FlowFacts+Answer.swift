public import Records

extension FlowFacts {
    /// How its opening was answered.
    public func answer(_ closed: FlowClosed) -> Connection.Answer {
        let tcp = closed.tcp
        guard tcp.firstSYN != nil else { return tcp.firstSYNACK == nil ? .unseen : .answered }
        if tcp.firstSYNACK != nil || closed.bytes.server > 0 { return .answered }
        if tcp.reset.server != nil { return .refused }
        if let icmp = tcp.icmp, icmp.about == .client, icmp.saysUnreachable { return .refused }
        if tcp.lastPacket.server != nil { return .answered }
        // A client that goes on to acknowledge or to send was answered by packets that the capture did not see.
        if closed.bytes.client > 0 || closed.packets.client > UInt64(tcp.synCount.client) &+ 1 { return .unseen }
        return .unanswered
    }
}

extension ICMPQuote {
    /// Whether it says that what was sent cannot be delivered at all.
    public var saysUnreachable: Bool {
        ["net_unreachable", "host_unreachable", "port_unreachable", "administratively_prohibited"].contains(kind)
    }
}
