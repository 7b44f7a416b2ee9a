import Foundation

/// A classic little-endian pcap file, taken apart.
struct PcapFileContent {
    let header: [UInt8]
    /// Record headers with their packets.
    var packets: [[UInt8]] = []

    init(path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        header = Array(bytes.prefix(24))
        var offset = 24
        while offset + 16 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 | Int(bytes[offset + 8 + $1]) << (8 * $1) }
            let end = min(bytes.count, offset + 16 + length)
            packets.append(Array(bytes[offset..<end]))
            offset = end
        }
    }

    /// A file with the same header and other packets.
    func file(_ packets: [[UInt8]]) -> [UInt8] { header + packets.flatMap { $0 } }
}
