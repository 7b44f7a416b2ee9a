import Bytes
import Records

/// Frames that say something of a stream or of the connection: SETTINGS, PING, GOAWAY, WINDOW_UPDATE, RST_STREAM.
extension HTTP2Dissector {
    /// Octets of the longest SETTINGS frame that is looked at.
    private static let longestSettings = 6 * 1_000

    mutating func readControl(
        _ header: HTTP2FrameHeader, _ window: inout RawSpan, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        let most = header.type == .goAway ? 8 + Self.debugBytes : Self.longestSettings
        let examined = HTTP2FrameHeader.byteCount + min(header.length, most)
        guard window.byteCount >= examined else { return wait(for: examined, provenance) }
        self[direction].incompleteSince = nil
        self[direction].faults = 0
        let payload = window.extracting(HTTP2FrameHeader.byteCount..<examined)
        let reference = provenance.reference(at: examined - 1)
        window = window.extracting(droppingFirst: examined)
        switch header.type {
        case .settings: readSettings(payload, from: direction, at: reference)
        case .ping: readPing(header, payload, from: direction, at: reference)
        case .goAway: readGoAway(payload, from: direction, at: reference)
        case .windowUpdate:
            let increment = payload.uint32(at: 0) & 0x7fff_ffff
            grant(increment, header.streamID, to: direction.reversed, at: reference)
        default: readReset(header, payload, from: direction, at: reference, &sink)
        }
        let rest = header.total - examined
        return rest > 0 ? .skip(UInt64(rest)) : .proceed
    }

    /// What a sender of SETTINGS says binds the other side (RFC 9113 § 6.5.2).
    private mutating func readSettings(_ payload: RawSpan, from direction: Direction, at reference: PacketReference) {
        var offset = 0
        while payload.byteCount - offset >= 6 {
            let value = payload.uint32(at: offset + 2)
            switch payload.uint16(at: offset) {
            case 4: setInitialWindow(value, of: direction.reversed, at: reference)
            case 5: self[direction.reversed].largestFrame = max(HTTP2FrameHeader.usualPayload, Int(value))
            default: break
            }
            offset += 6
        }
    }

    private mutating func readPing(
        _ header: HTTP2FrameHeader, _ payload: RawSpan, from direction: Direction, at reference: PacketReference
    ) {
        let opaque = payload.uint64(at: 0)
        if header.isAcknowledgment {
            self[direction.reversed].pings.acknowledged(opaque)
        } else {
            let peer = self[direction.reversed]
            let isWatched = peer.hasSpoken && peer.phase == .frames
            self[direction].pings.sent(opaque, at: reference, isWatched: isWatched)
        }
    }

    private mutating func readGoAway(_ payload: RawSpan, from direction: Direction, at reference: PacketReference) {
        let last = payload.uint32(at: 0) & 0x7fff_ffff
        if direction == .toClient { lastAccepted = min(lastAccepted, last) }
        guard connection.goAways.count < Self.kept else { return }
        let debug = payload.extracting(droppingFirst: 8)
        connection.goAways.append(
            HTTP2Connection.GoAway(
                at: reference, by: direction.sender, code: payload.uint32(at: 4), lastStreamID: last,
                debug: debug.isEmpty ? nil : debug.text(limit: Self.debugBytes)))
    }

    private mutating func readReset(
        _ header: HTTP2FrameHeader, _ payload: RawSpan, from direction: Direction, at reference: PacketReference,
        _ sink: inout RecordSink
    ) {
        let reset = HTTP2Connection.StreamReset(
            at: reference, by: direction.sender, streamID: header.streamID, code: payload.uint32(at: 0))
        if connection.resets.count < Self.kept { connection.resets.append(reset) }
        // Nothing more comes of the stream, of either side.
        guard let stream = streams.index(of: header.streamID) else { return }
        streams[stream].reset = reset
        emit(stream, at: reference, &sink)
    }
}
