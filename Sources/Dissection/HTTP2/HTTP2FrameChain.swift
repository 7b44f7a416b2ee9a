import Bytes
import Records

/// A row of frames at the front of a window, and how sure it is that they are frames.
struct HTTP2FrameChain: Equatable {
    /// Frames looked at.
    private static let longest = 16

    /// Whether everything in the window may be frames.
    private(set) var isPlausible = true
    /// Frames that are there as a whole.
    private(set) var frames = 0
    /// How much speaks for frames: 1 is a coincidence, 4 is none.
    private(set) var points = 0
    /// Whether the sender is a client, where a frame tells.
    private(set) var isClient: Bool?

    init(_ window: RawSpan) {
        var offset = 0
        while frames < Self.longest, window.byteCount - offset >= HTTP2FrameHeader.byteCount {
            let header = HTTP2FrameHeader(window, at: offset)
            guard header.isPlausible else {
                reject()
                return
            }
            guard window.byteCount - offset >= header.total else { return }
            let payload = window.extracting(offset + HTTP2FrameHeader.byteCount..<offset + header.total)
            guard weigh(header, payload) else {
                reject()
                return
            }
            frames += 1
            offset += header.total
        }
        // No frame of more than 64 KiB is believed in.
        if offset < window.byteCount, frames < Self.longest, window.uint8(at: offset) > 1 { reject() }
    }

    private mutating func reject() {
        isPlausible = false
        points = 0
    }

    /// Takes a frame into account; returns whether its payload may be one.
    private mutating func weigh(_ header: HTTP2FrameHeader, _ payload: RawSpan) -> Bool {
        switch header.type {
        case .headers: return weighHeaders(header, payload)
        case .settings:
            for offset in stride(from: 0, to: payload.byteCount, by: 6) where payload.uint16(at: offset) > 0x10 {
                return false
            }
            points += payload.isEmpty ? 1 : 2
        case .windowUpdate:
            guard payload.uint32(at: 0) &- 1 < 0x7fff_ffff else { return false }
            points += 2
        case .resetStream:
            guard payload.uint32(at: 0) <= HTTP2ErrorCode.largest else { return false }
            points += 2
        case .goAway:
            guard payload.uint32(at: 4) <= HTTP2ErrorCode.largest else { return false }
            points += 2
        case .ping: points += 2
        case .pushPromise:
            isClient = false
            points += 1
        case .data, .priority: points += 1
        default: break
        }
        return true
    }

    private mutating func weighHeaders(_ header: HTTP2FrameHeader, _ payload: RawSpan) -> Bool {
        guard let range = header.block(payload) else { return false }
        guard header.endsHeaders else {
            points += 1
            return true
        }
        let (isWellFormed, isRequest) = HPACKDecoder.outline(payload.extracting(range))
        guard isWellFormed else { return false }
        isClient = isClient ?? isRequest
        points += isRequest == nil ? 2 : 3
        return true
    }
}

extension HTTP2FrameHeader {
    /// Where in its payload a HEADERS or PUSH_PROMISE frame has its piece of a header block; `nil` if the padding is longer
    /// than what it pads, or the payload shorter than what the flags announce.
    func block(_ payload: RawSpan) -> Range<Int>? {
        var start = 0
        var end = payload.byteCount
        if isPadded, type != .continuation {
            guard end >= 1 else { return nil }
            end -= Int(payload.uint8(at: 0))
            start = 1
        }
        if type == .headers, hasPriority { start += 5 }
        if type == .pushPromise { start += 4 }
        return start <= end ? start..<end : nil
    }
}
