import Captures
import Glibc
import Records

/// A file with given octets that is removed when the test is over.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8] = []) {
        var template = Array("/tmp/hangup-captures-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        close(descriptor)
        write(bytes)
    }

    deinit { unlink(path) }

    func write(_ bytes: [UInt8]) {
        guard let file = fopen(path, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}

/// One packet as it was given, its octets copied.
struct SeenPacket: Equatable {
    var number: UInt64
    var nanoseconds: Int64
    var original: Int
    var linkType: LinkType
    var interface: Int
    var bytes: [UInt8]

    init(_ frame: borrowing Frame) {
        number = frame.sourcePacket
        nanoseconds = frame.time.nanoseconds
        original = frame.originalLength
        linkType = frame.linkType
        interface = frame.interface
        bytes = frame.capturedLength == frame.bytes.count ? [UInt8](frame.bytes) : []
    }
}

/// What a file gave.
struct SeenCapture {
    var packets: [SeenPacket] = []
    var summary: SourceSummary
    var interfaces: [CaptureInterface]
    var secrets: [DecryptionSecrets]

    /// Reads the octets as a file.
    init(_ bytes: [UInt8]) throws {
        let file = TemporaryFile(bytes)
        try self.init(path: file.path)
    }

    init(path: String) throws {
        let reader = try CaptureReader(path: path)
        var frame = Frame()
        while reader.next(&frame) { packets.append(SeenPacket(frame)) }
        summary = reader.summary
        interfaces = reader.interfaces
        secrets = reader.secrets
    }
}
