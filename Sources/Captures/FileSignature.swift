/// What the first octets of a file say it is.
enum FileSignature: Equatable {
    enum Compression {
        case gzip, zstd
    }

    case pcap(Flavor)
    case pcapng
    /// Something else, in words for a person.
    case foreign(String)

    /// The kinds of classic capture file that libpcap reads.
    enum Flavor: String {
        case microseconds = "pcap"
        case nanoseconds = "pcap-ns"
        /// Alexey Kuznetsov's variant with 24 octets before each packet.
        case modified = "pcap-modified"
        /// Navtel's variant; the same layout as microseconds.
        case navtel = "pcap-navtel"
    }

    init(_ opening: [UInt8]) {
        let magic = opening.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        switch magic {
        case 0xa1b2_c3d4, 0xd4c3_b2a1: self = .pcap(.microseconds)
        case 0xa1b2_3c4d, 0x4d3c_b2a1: self = .pcap(.nanoseconds)
        case 0xa1b2_cd34, 0x34cd_b2a1: self = .pcap(.modified)
        case 0xa12b_3c4d, 0x4d3c_2ba1: self = .pcap(.navtel)
        case 0x0a0d_0d0a: self = .pcapng
        default: self = .foreign(FileSignature.foreignName(opening))
        }
    }

    /// How the file is compressed; `nil` if it is not.
    static func compression(of opening: [UInt8]) -> Compression? {
        if opening.starts(with: [0x1f, 0x8b]) { return .gzip }
        if opening.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return .zstd }
        // A skippable frame (RFC 8878 § 3.1.2) may come first.
        if opening.count >= 4, opening[0] & 0xf0 == 0x50, opening[1...3] == [0x2a, 0x4d, 0x18] { return .zstd }
        return nil
    }

    private static let known: [(octets: [UInt8], name: String)] = [
        ([0x1f, 0x8b], "it is gzip data inside compressed data; expand it once"),
        ([0x28, 0xb5, 0x2f, 0xfd], "it is zstd data inside compressed data; expand it once"),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "it is xz data; expand it first (xz -d)"),
        ([0x42, 0x5a, 0x68], "it is bzip2 data; expand it first (bzip2 -d)"),
        ([0x04, 0x22, 0x4d, 0x18], "it is lz4 data; expand it first (lz4 -d)"),
        ([0x50, 0x4b, 0x03, 0x04], "it is a zip archive; take the capture out of it first"),
        ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "it is a 7-Zip archive; take the capture out of it first"),
        ([0x7f, 0x45, 0x4c, 0x46], "it is an ELF program"),
        ([0x73, 0x6e, 0x6f, 0x6f, 0x70, 0x00, 0x00, 0x00], "it is a Solaris snoop file; convert it with editcap"),
        ([0x52, 0x54, 0x53, 0x53], "it is a Network Monitor file; convert it with editcap"),
        ([0x47, 0x4d, 0x42, 0x55], "it is a Network Monitor file; convert it with editcap"),
        ([0x25, 0x50, 0x44, 0x46], "it is a PDF document"),
        ([0x3c, 0x3f, 0x78, 0x6d, 0x6c], "it is XML, perhaps tshark -T pdml; write the packets with tshark -w"),
        ([0x1c, 0x00, 0x01, 0xac], "it is an IXIA lcap file; convert it with editcap"),
        ([0xac, 0x01, 0x00, 0x1c], "it is an IXIA lcap file; convert it with editcap"),
    ]

    private static func foreignName(_ opening: [UInt8]) -> String {
        for (octets, name) in known where opening.starts(with: octets) { return name }
        if opening.allSatisfy({ $0 == 0 }) { return "it begins with zeros" }
        if opening.allSatisfy(isText) { return textName(opening) }
        let hex = opening.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "it begins with \(hex.joined(separator: " "))"
    }

    /// Text is mostly what a capture program printed, where its packets were wanted.
    private static func textName(_ opening: [UInt8]) -> String {
        switch opening.first(where: { $0 > 0x20 }) ?? 0 {
        case 0x5b, 0x7b: return "it is JSON text, perhaps tshark -T json; write the packets with tshark -w"
        case 0x30...0x39:
            return "it is text, perhaps the printed output of tshark or tcpdump; write the packets with -w"
        default: return "it is text"
        }
    }

    private static func isText(_ octet: UInt8) -> Bool {
        octet >= 0x20 && octet != 0x7f || octet == 0x09 || octet == 0x0a || octet == 0x0d
    }
}
