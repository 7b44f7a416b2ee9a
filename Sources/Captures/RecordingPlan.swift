internal import Records

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Where captured packets are written, and when the next file begins: the rules, and the names, of tcpdump.
public struct RecordingPlan: Sendable, Equatable {
    /// Name of the file; with `seconds` it is a format of strftime(3), in local time.
    public var path: String
    /// A file that is longer is followed by the next, octets (`-C`).
    public var size: UInt64?
    /// So are files that are older, seconds (`-G`).
    public var seconds: Int64?
    /// With `size` alone: so many files, then the first is overwritten. With `seconds` alone: the end after so many
    /// files (`-W`).
    public var count: Int?

    public init(path: String) { self.path = path }

    /// Whether its files are pcapng, by the ending of their name.
    public var isPcapng: Bool { path.hasSuffix(".pcapng") || path.hasSuffix(".ntar") }

    /// The name of the file that begins at `time`, the `number`th since names last changed; `nil` where the format makes
    /// no name.
    func name(at time: Timestamp, number: Int) -> String? {
        guard let base = seconds == nil ? path : formatted(time) else { return nil }
        guard size != nil else { return base }
        let digits = digits
        guard number > 0 || digits > 0 else { return base }
        let text = String(number)
        return base + String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// Enough of them for all files, so that their names are in order.
    private var digits: Int {
        guard let count, count > 1 else { return 0 }
        return String(count - 1).count
    }

    private func formatted(_ time: Timestamp) -> String? {
        var moment = time_t(time.nanoseconds / 1_000_000_000)
        var parts = tm()
        guard localtime_r(&moment, &parts) != nil else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard strftime(&buffer, buffer.count, path, &parts) > 0 else { return nil }
        return text(buffer)
    }
}
