import Glibc
import Testing

@testable import Captures

struct CaptureErrorTests {
    private func message(_ path: String) -> String? {
        do throws(CaptureError) {
            _ = try CaptureReader(path: path)
            return nil
        } catch {
            return error.description
        }
    }

    private func message(_ bytes: [UInt8]) -> String? {
        let file = TemporaryFile(bytes)
        return message(file.path)?.replacing(file.path, with: "FILE")
    }

    @Test func `a path that leads nowhere, or to a directory, is named`() {
        #expect(message("/nonexistent/capture.pcap") == "/nonexistent/capture.pcap: no such file")
        #expect(message("/dev/null/capture.pcap") == "/dev/null/capture.pcap: no such file")
        #expect(message("/tmp") == "/tmp: is a directory; name the capture files in it")
    }

    @Test(.enabled(if: geteuid() != 0)) func `a file that must not be read is named`() {
        let file = TemporaryFile([1])
        chmod(file.path, 0)
        #expect(message(file.path) == "\(file.path): no permission to read it")
    }

    @Test func `an empty file and one without a whole header are told apart`() {
        #expect(message([]) == "FILE: holds 0 bytes; nothing was captured")
        #expect(message(gzip([])) == "FILE: holds 0 bytes; nothing was captured")
        #expect(
            message([0xd4, 0xc3, 0xb2]) == "FILE: ends inside its file header: needed 24 bytes, 3 available")
        #expect(
            message([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4])
                == "FILE: ends inside its file header: needed 24 bytes, 7 available")
        #expect(message([0x1f, 0x8b, 8]) == "FILE: is damaged: the gzip data ends early")
    }

    @Test func `what is no capture is described`() {
        let text = "    1   0.000000    10.0.0.1 → 10.0.0.2    TCP 74 443 → 50000"
        #expect(message(Array(text.utf8))?.contains("printed output of tshark") == true)
        #expect(message(Array("[ { \"_index\": 1 } ]".utf8))?.contains("JSON text") == true)
        #expect(message(Array("<?xml version=\"1.0\"?>".utf8))?.contains("XML") == true)
        #expect(message(Array("Hello, world".utf8)) == "FILE: is not a pcap or pcapng file: it is text")
        #expect(message([0x7f, 0x45, 0x4c, 0x46, 2, 1])?.contains("an ELF program") == true)
        #expect(message([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])?.contains("xz -d") == true)
        #expect(message(gzip(gzip([1, 2, 3, 4, 5])))?.contains("gzip data inside compressed data") == true)
        #expect(message([0, 0, 0, 0, 0]) == "FILE: is not a pcap or pcapng file: it begins with zeros")
        #expect(
            message([1, 2, 3, 4, 0xfe, 6, 7, 8, 9])
                == "FILE: is not a pcap or pcapng file: it begins with 01 02 03 04 fe 06 07 08")
    }

    @Test func `standard input is called by that name`() {
        #expect(CaptureError.empty(path: "-").description.hasPrefix("standard input: "))
    }
}
