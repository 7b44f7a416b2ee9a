import Records
import Testing

@testable import Captures

struct PacketFilterTests {
    /// An IPv4 packet with a TCP header between the given ports.
    private func tcp(_ source: UInt8, _ destination: UInt8) -> [UInt8] {
        [0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]
            + [0, source, 0, destination] + [UInt8](repeating: 0, count: 16)
    }

    private let ethernet = [UInt8](repeating: 2, count: 12) + [8, 0]

    /// Packets to ports 80, 22 and 80, of Ethernet and raw IP in turn.
    private func mixed() -> TemporaryFile {
        TemporaryFile(
            CaptureFileBuilder.build { file in
                file.section()
                file.interface(linkType: 1)
                file.interface(linkType: 101)
                file.enhancedPacket(interface: 0, ticks: 1, ethernet + tcp(40, 80))
                file.enhancedPacket(interface: 1, ticks: 2, tcp(40, 22))
                file.enhancedPacket(interface: 1, ticks: 3, tcp(40, 80))
                file.enhancedPacket(interface: 0, ticks: 4, ethernet + tcp(22, 40))
            })
    }

    private func rejected(_ filter: String?, _ file: TemporaryFile) throws -> [Bool] {
        let set = try CaptureSet(paths: [file.path], filter: filter)
        var frame = Frame()
        var rejected: [Bool] = []
        while set.next(&frame) {
            #expect(frame.sourcePacket == UInt64(rejected.count + 1))
            rejected.append(frame.isFiltered)
        }
        return rejected
    }

    @Test func `rejected packets are marked and keep their numbers, for each link type`() throws {
        let file = mixed()
        #expect(try rejected("tcp port 80", file) == [false, true, false, true])
        #expect(try rejected("tcp", file) == [false, false, false, false])
        #expect(try rejected("udp", file) == [true, true, true, true])
    }

    @Test func `without a filter nothing is marked`() throws {
        let file = mixed()
        #expect(try rejected(nil, file) == [false, false, false, false])
        #expect(try rejected("", file) == [false, false, false, false])
    }

    @Test func `a filter that does not fit a link type rejects its packets`() throws {
        #expect(try rejected("ether src 02:02:02:02:02:02", mixed()) == [false, true, true, false])
    }

    @Test func `a bad filter is refused in libpcap's words`() {
        let file = mixed()
        let error = #expect(throws: CaptureError.self) {
            try CaptureSet(paths: [file.path], filter: "tcp porrt 80")
        }
        #expect(error?.description.hasPrefix("filter \"tcp porrt 80\": ") == true)
        #expect(error?.description.contains("syntax error") == true)
    }

    @Test func `a bad filter is refused for a file without packets too`() {
        let file = TemporaryFile(CaptureFileBuilder.build { $0.fileHeader(magic: 0xa1b2_c3d4) })
        #expect(throws: CaptureError.self) { try CaptureSet(paths: [file.path], filter: "(((") }
    }

    @Test func `raw IP is filtered though libpcap has another number for it`() throws {
        for linkType: UInt32 in [12, 101] {
            let file = TemporaryFile(
                CaptureFileBuilder.build { file in
                    file.fileHeader(magic: 0xa1b2_c3d4, linkType: linkType)
                    file.record(seconds: 1, fraction: 0, tcp(1, 80))
                    file.record(seconds: 1, fraction: 0, tcp(1, 81))
                })
            #expect(try rejected("dst port 80", file) == [false, true])
        }
    }
}
