import Records

/// Members of the capture: what was read, and what could not be seen.
extension FieldWriter {
    mutating func fields(of capture: CaptureSummary) {
        sources(capture.sources)
        json.field("first_time", time: capture.first)
        json.field("last_time", time: capture.last)
        if let first = capture.first, let last = capture.last {
            json.field("duration", seconds: last.seconds(since: first))
        }
        json.key("packets")
        json.beginObject()
        json.field("read", capture.packets.read)
        json.field("analyzed", capture.packets.analyzed)
        skipped(capture.packets)
        json.endObject()
        dropped(capture)
        json.field("missing_bytes", capture.missingBytes)
        json.field("cut_bytes", capture.cutBytes)
        json.field("duplicate_packets", capture.duplicatePackets)
        json.field("evicted_flows", capture.evictedFlows)
        fields(of: capture.visibility)
    }

    private mutating func sources(_ sources: [SourceSummary]) {
        json.key("sources")
        json.beginArray()
        for source in sources {
            json.beginObject()
            json.field("path", source.path)
            // A file that could not be opened has neither.
            json.field("format", source.format.isEmpty ? nil : source.format)
            json.field("link_type", source.linkType.isEmpty ? nil : source.linkType)
            json.field("bytes", source.bytes)
            json.field("packets", source.packets)
            json.field("truncated", source.truncated)
            json.field("error", source.error)
            json.endObject()
        }
        json.endArray()
    }

    private mutating func skipped(_ packets: PacketAccount) {
        json.key("skipped")
        json.beginObject()
        for reason in SkipReason.allCases where packets.count(reason) > 0 {
            json.key(reason.name)
            json.number(packets.count(reason))
        }
        json.endObject()
    }

    private mutating func dropped(_ capture: CaptureSummary) {
        guard capture.droppedByKernel != nil || capture.droppedByInterface != nil else { return }
        json.key("dropped")
        json.beginObject()
        json.field("kernel", capture.droppedByKernel)
        json.field("interface", capture.droppedByInterface)
        json.endObject()
    }

    private mutating func fields(of visibility: Visibility) {
        json.key("visibility")
        json.beginObject()
        json.field("flows", visibility.flows)
        json.field("encrypted_unread", visibility.encryptedUnread)
        json.field("mid_connection", visibility.midConnection)
        json.field("one_sided", visibility.oneSided)
        json.field("unknown_protocol", visibility.unknownProtocol)
        json.field("exchanges", visibility.exchanges)
        json.field("handshakes", visibility.handshakes)
        json.field("websockets", visibility.webSockets)
        json.field("commands", visibility.commands)
        json.field("database_sessions", visibility.databaseSessions)
        json.field("sessions", visibility.sessions)
        json.field("lost_sessions", visibility.lostSessions)
        json.endObject()
    }
}
