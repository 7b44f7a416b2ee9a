import Records

/// Members of a flow: counters and its transport story.
extension FieldWriter {
    mutating func fields(of flow: FlowClosed) {
        let opened = flow.opened
        json.field("id", opened.id)
        if let community = CommunityID.text(opened.client, opened.server) { json.field("community_id", community) }
        json.field("transport", "tcp")
        endpoint("client", opened.client)
        endpoint("server", opened.server)
        if !opened.vlans.isEmpty {
            json.key("vlan")
            json.beginArray()
            for vlan in opened.vlans { json.number(UInt64(vlan)) }
            json.endArray()
        }
        if !opened.tunnels.isEmpty { json.field("tunnels", strings: opened.tunnels) }
        json.field("first_packet", opened.first.packet)
        json.field("last_packet", flow.last.packet)
        json.field("start_time", time: opened.first.time)
        json.field("end_time", time: flow.last.time)
        json.field("duration", seconds: flow.last.time.seconds(since: opened.first.time))
        json.field("protocols", strings: flow.protocols)
        sides("packets", flow.packets)
        sides("bytes", flow.bytes)
        fields(of: flow.tcp)
        fields(of: flow.closed)
    }

    private mutating func fields(of story: TCPStory) {
        json.key("tcp")
        json.beginObject()
        json.field("handshake", story.handshake.rawValue)
        json.field("rtt", seconds: story.roundTrip)
        if story.mss.client != nil || story.mss.server != nil {
            json.key("mss")
            json.beginObject()
            json.field("client", story.mss.client)
            json.field("server", story.mss.server)
            json.endObject()
        }
        sides("retransmitted", story.retransmitted)
        sides("duplicates", story.duplicates)
        sides("out_of_order", story.outOfOrder)
        sides("missing_bytes", story.missingBytes)
        sides("overlap_conflicts", story.overlapConflicts)
        sides("keepalives", story.keepalives)
        sides("zero_windows", story.zeroWindows)
        sides("resets", story.resets)
        json.endObject()
    }

    private mutating func fields(of closing: Closing) {
        json.key("closed")
        json.beginObject()
        json.field("how", closing.how.rawValue)
        json.field("by", closing.by?.rawValue)
        json.field("time", time: closing.at?.time)
        json.field("packet", closing.at?.packet)
        json.endObject()
    }

    /// The silences of a flow, as a list.
    mutating func idleGaps(_ gaps: [IdleGap]) {
        json.key("idle_gaps")
        json.beginArray()
        for gap in gaps {
            json.beginObject()
            fields(of: gap)
            json.endObject()
        }
        json.endArray()
    }

    mutating func fields(of gap: IdleGap) {
        json.field("start", time: gap.start)
        json.field("end", time: gap.end)
        json.field("seconds", seconds: gap.seconds)
        json.field("before_packet", gap.beforePacket)
        json.field("after_packet", gap.afterPacket)
        json.field("keepalives", gap.keepalives)
    }
}
