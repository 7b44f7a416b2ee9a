import Bytes
import Testing

@testable import Dissection

@Suite("WebSocket frame header") struct WebSocketFrameHeaderTests {
    private func parse(_ bytes: [UInt8]) throws(Malformed) -> (header: WebSocketFrameHeader, left: Int) {
        var window = bytes.span.bytes
        let header = try WebSocketFrameHeader(parsing: &window)
        let left = window.byteCount
        return (header, left)
    }

    @Test("the RFC's masked Hello is read and unmasked")
    func maskedHello() throws {
        let bytes: [UInt8] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        var window = bytes.span.bytes
        let header = try WebSocketFrameHeader(parsing: &window)
        #expect(header.opcode == .text)
        #expect(header.isFinal)
        #expect(header.payloadByteCount == 5)
        let payload = try header.unmasked(5, from: &window)
        #expect(payload == Array("Hello".utf8))
    }

    @Test("the three forms of the length are read", arguments: [0, 125, 126, 65_535, 65_536, 100_000])
    func lengths(count: Int) throws {
        let read = try parse(frame(.binary, [UInt8](repeating: 7, count: count)))
        #expect(read.header.payloadByteCount == UInt64(count))
        #expect(read.left == count)
        #expect(!read.header.hasLongLengthForm)
    }

    @Test("a header cut anywhere is short, and nothing of it is read")
    func cut() {
        let header = Array(frame(.binary, [UInt8](repeating: 0, count: 70_000), mask: 1).prefix(14))
        for count in 0..<14 {
            let bytes = Array(header.prefix(count))
            var window = bytes.span.bytes
            do {
                _ = try WebSocketFrameHeader(parsing: &window)
                Issue.record("a header of \(count) bytes was read")
            } catch {
                guard case .short(let needed, let available) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(available == count)
                #expect(needed > count)
            }
            let left = window.byteCount
            #expect(left == count)
        }
    }

    @Test("a length in a longer form than it needs is noticed")
    func longForm() throws {
        let short = try parse([0x82, 126, 0, 125])
        #expect(short.header.hasLongLengthForm)
        let long = try parse([0x82, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
        #expect(long.header.hasLongLengthForm)
    }

    @Test("only the payload of control frames is examined, and no more of it than they may have")
    func examined() throws {
        #expect(try parse(frame(.text, [1, 2, 3])).header.examinedByteCount == 0)
        #expect(try parse(frame(.ping, [1, 2, 3])).header.examinedByteCount == 3)
        #expect(try parse(frame(.close, [UInt8](repeating: 0, count: 300))).header.examinedByteCount == 125)
    }
}
