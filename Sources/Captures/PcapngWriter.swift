/// Writes packets to a pcapng file.
///
/// The file is made with mode 0600: packets hold secrets.
public final class PcapngWriter {
    private let file: OutputFile
    private var encoding = PcapngEncoding()

    /// Creates `path`; `nil` where the system refuses, and `errno` says why.
    public init?(path: String) {
        guard let file = OutputFile(creating: path) else { return nil }
        self.file = file
        file.append { encoding.appendHeader(to: &$0) }
    }

    /// The errno of the first write that failed.
    public var failure: Int32? { file.failure }

    /// Writes a packet, with a comment if there is one.
    public func write(_ frame: Frame, comment: String? = nil) {
        file.append { encoding.append(frame, comment: comment, to: &$0) }
    }

    /// Hands what is gathered to the system.
    public func flush() { file.flush() }
}
