import Bytes
import Testing

@testable import Dissection

@Suite("WebSocket extensions") struct WebSocketExtensionsTests {
    @Test("what was agreed on is read from the header")
    func agreed() {
        #expect(WebSocketExtensions(agreed: nil) == .none)
        #expect(WebSocketExtensions(agreed: "") == .none)
        #expect(WebSocketExtensions(agreed: "permessage-deflate") == .deflate)
        #expect(WebSocketExtensions(agreed: " Permessage-Deflate ; server_no_context_takeover") == .deflate)
        #expect(WebSocketExtensions(agreed: "permessage-deflate, x-other") == .unknown)
        #expect(WebSocketExtensions(agreed: "x-webkit-deflate-frame") == .unknown)
    }

    @Test("RSV1 is allowed on the first frame of a message only, and only with compression")
    func reservedBits() throws {
        let cases: [(WebSocketExtensions, WebSocketOpcode, UInt8, Bool)] = [
            (.none, .text, 0, true), (.none, .text, 4, false), (.deflate, .text, 4, true),
            (.deflate, .continuation, 4, false), (.deflate, .ping, 4, false), (.deflate, .binary, 2, false),
            (.unknown, .binary, 7, true),
        ]
        for (extensions, opcode, bits, isAllowed) in cases {
            let bytes = frame(opcode, reserved: bits)
            var window = bytes.span.bytes
            let header = try WebSocketFrameHeader(parsing: &window)
            #expect(extensions.allow(header) == isAllowed, "\(extensions) \(opcode) \(bits)")
        }
    }
}
