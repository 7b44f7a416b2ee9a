import Foundation

/// A little-endian capture file, pcap or pcapng, taken apart.
struct PcapFileContent {
    /// What stands before the packets; of a pcapng all blocks that are none of packets, secrets among them.
    let header: [UInt8]
    /// Record headers with their packets.
    var packets: [[UInt8]] = []

    init(path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        if bytes.starts(with: [0x0a, 0x0d, 0x0d, 0x0a]) {
            let blocks = PcapFileContent.pieces(of: bytes, from: 0) { bytes.number(at: $0 + 4) }
            header = Array(blocks.filter { $0.number(at: 0) != 6 }.joined())
            packets = blocks.filter { $0.number(at: 0) == 6 }
        } else {
            header = Array(bytes.prefix(24))
            packets = PcapFileContent.pieces(of: bytes, from: 24) { 16 + bytes.number(at: $0 + 8) }
        }
    }

    private static func pieces(of bytes: [UInt8], from start: Int, length: (Int) -> Int) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var offset = start
        while offset + 16 <= bytes.count {
            let end = min(bytes.count, offset + max(12, length(offset)))
            pieces.append(Array(bytes[offset..<end]))
            offset = end
        }
        return pieces
    }

    /// A file with the same header and other packets.
    func file(_ packets: [[UInt8]]) -> [UInt8] { header + packets.flatMap { $0 } }
}

extension [UInt8] {
    /// The little-endian number of 32 bits at `offset`.
    fileprivate func number(at offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(self[offset + $1]) << (8 * $1) }
    }
}
