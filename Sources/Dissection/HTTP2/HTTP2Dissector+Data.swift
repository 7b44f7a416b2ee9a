import Bytes
import Records

/// DATA frames (RFC 9113 § 6.1).
extension HTTP2Dissector {
    mutating func beginData(
        _ header: HTTP2FrameHeader, _ window: inout RawSpan, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        var start = HTTP2FrameHeader.byteCount
        var padding = 0
        if header.isPadded {
            guard window.byteCount > start else { return wait(for: start + 1, provenance) }
            padding = Int(window.uint8(at: start))
            start += 1
            guard padding < header.length else {
                return refuse(header, "padding longer than the frame", &window, provenance, &sink)
            }
        }
        self[direction].incompleteSince = nil
        self[direction].faults = 0
        let total = window.byteCount
        window = window.extracting(droppingFirst: start)
        self[direction].data = HTTP2Sender.DataFrame(
            streamID: header.streamID, content: header.total - start - padding, padding: padding,
            endsStream: header.endsStream)
        spend(header, direction, at: provenance.reference(at: 0))
        return continueData(&window, total, provenance, &sink)
    }

    /// Reads what the window, which held `total` octets at first, has of the current frame.
    mutating func continueData(
        _ window: inout RawSpan, _ total: Int, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        guard var data = self[direction].data else { return .proceed }
        let count = min(window.byteCount, data.content)
        let stream = streams.index(of: data.streamID)
        if let stream {
            if streams[stream][direction].isObserved {
                observe(window.extracting(first: count), total - window.byteCount, stream, provenance)
            }
            streams[stream][direction].content &+= UInt64(count)
            streams[stream][direction].progress = provenance.last
        }
        window = window.extracting(droppingFirst: count)
        data.content -= count
        if data.content == 0 {
            let padding = min(window.byteCount, data.padding)
            window = window.extracting(droppingFirst: padding)
            data.padding -= padding
        }
        if data.content == 0, data.padding == 0 {
            self[direction].data = nil
            finishData(data, direction, at: provenance.reference(at: total - window.byteCount - 1), &sink)
            return .proceed
        }
        data.skipping = unobserved(data, stream, direction)
        self[direction].data = data
        return data.skipping > 0 ? .skip(UInt64(data.skipping)) : .proceed
    }

    /// How many of the next octets need not be looked at.
    private func unobserved(_ data: HTTP2Sender.DataFrame, _ stream: Int?, _ direction: Direction) -> Int {
        let all = data.content + data.padding
        guard data.content > 0, let stream, streams[stream][direction].isObserved else { return all }
        if streams[stream][direction].room > 0 { return 0 }
        let message = streams[stream][direction].counter?.remaining ?? 0
        return message < UInt64(data.content) ? Int(message) : all
    }

    /// Looks at content: keeps the beginning where that was asked for, and counts messages.
    private mutating func observe(
        _ content: RawSpan, _ offset: Int, _ stream: Int, _ provenance: borrowing Provenance
    ) {
        let direction = provenance.direction
        let room = min(streams[stream][direction].room, content.byteCount)
        if room > 0 {
            content.extracting(first: room).withUnsafeBytes {
                streams[stream][direction].excerpt.append(contentsOf: $0)
            }
            streams[stream][direction].room -= room
        }
        guard var counter = streams[stream][direction].counter, !counter.isLost else { return }
        var rest = content
        while !rest.isEmpty {
            guard counter.readPrefix(&rest) else { continue }
            streams[stream][direction].messages &+= 1
            let index = offset + content.byteCount - rest.byteCount - 1
            streams[stream].endSilence(at: provenance.reference(at: index))
        }
        streams[stream][direction].counter = counter
    }

    mutating func skipped(_ direction: Direction, at reference: PacketReference, into sink: inout RecordSink) {
        guard let skipping = self[direction].data?.skipping else { return }
        pass(skipping, direction, at: reference, &sink)
    }

    /// So many octets of the current frame went by unseen.
    mutating func pass(_ count: Int, _ direction: Direction, at reference: PacketReference, _ sink: inout RecordSink) {
        guard var data = self[direction].data else { return }
        let content = min(count, data.content)
        data.content -= content
        data.padding -= min(count - content, data.padding)
        data.skipping = 0
        self[direction].data = data
        if let stream = streams.index(of: data.streamID) {
            streams[stream][direction].content &+= UInt64(content)
            streams[stream][direction].counter?.pass(UInt64(content))
            streams[stream][direction].progress = reference
        }
        guard data.content == 0, data.padding == 0 else { return }
        self[direction].data = nil
        finishData(data, direction, at: reference, &sink)
    }

    /// A frame has passed as a whole.
    private mutating func finishData(
        _ data: HTTP2Sender.DataFrame, _ direction: Direction, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        guard let stream = streams.index(of: data.streamID) else { return }
        streams[stream][direction].progress = reference
        if data.endsStream { endSide(stream, direction, at: reference, &sink) }
    }
}

/// Flow control (RFC 9113 § 5.2).
extension HTTP2Dissector {
    /// Notes that a DATA frame uses credit up.
    private mutating func spend(_ header: HTTP2FrameHeader, _ direction: Direction, at reference: PacketReference) {
        let count = Int64(header.length)
        self[direction].credit.connection &-= count
        guard !connection.hasGaps else { return }
        if self[direction].credit.connection <= 0, self[direction].credit.stalledSince == nil {
            self[direction].credit.stalledSince = reference
        }
        guard let stream = streams.index(of: header.streamID) else { return }
        streams[stream][direction].sent &+= count
        guard !header.endsStream, credit(of: stream, direction) <= 0 else { return }
        if streams[stream][direction].stalledSince == nil { streams[stream][direction].stalledSince = reference }
    }

    /// Notes a WINDOW_UPDATE, which lets the other side send more.
    mutating func grant(_ increment: UInt32, _ streamID: UInt32, to direction: Direction, at reference: PacketReference)
    {
        if streamID == 0 {
            self[direction].credit.connection &+= Int64(increment)
            guard self[direction].credit.connection > 0, let since = self[direction].credit.stalledSince.take() else {
                return
            }
            if !connection.hasGaps { self[direction].credit.endStall(since: since, at: reference) }
        } else if let stream = streams.index(of: streamID) {
            streams[stream][direction].granted &+= Int64(increment)
            resume(stream, direction, at: reference)
        }
    }

    /// Notes SETTINGS_INITIAL_WINDOW_SIZE, which holds for streams that are open, too (§ 6.9.2).
    mutating func setInitialWindow(_ size: UInt32, of direction: Direction, at reference: PacketReference) {
        self[direction].credit.initial = Int64(size)
        for stream in streams.indices { resume(stream, direction, at: reference) }
    }

    /// Octets that may be sent on a stream.
    private func credit(of stream: Int, _ direction: Direction) -> Int64 {
        self[direction].credit.initial &+ streams[stream][direction].granted &- streams[stream][direction].sent
    }

    private mutating func resume(_ stream: Int, _ direction: Direction, at reference: PacketReference) {
        guard credit(of: stream, direction) > 0, let since = streams[stream][direction].stalledSince.take() else {
            return
        }
        if !connection.hasGaps { self[direction].credit.endStall(since: since, at: reference) }
    }
}
