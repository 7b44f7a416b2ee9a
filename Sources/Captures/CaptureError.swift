/// Why a capture could not be opened, or a filter not be used.
public enum CaptureError: Error, Equatable, Sendable {
    case noSuchFile(path: String)
    case notPermitted(path: String)
    case isDirectory(path: String)
    /// The system refused for another reason, in its words.
    case unreadable(path: String, reason: String)
    /// A file cannot be made, for a reason in the words of the system.
    case unwritable(path: String, reason: String)
    case empty(path: String)
    /// The file ends in its own header. Counts are octets.
    case cut(path: String, needed: Int, available: Int)
    /// The first octets are those of something else, which `looksLike` names.
    case notACapture(path: String, looksLike: String)
    /// The file header holds what its format forbids.
    case damaged(path: String, reason: String)
    /// libpcap does not understand the filter; `reason` is its message.
    case filter(expression: String, reason: String)
}

extension CaptureError: CustomStringConvertible {
    /// One line for a person, the path first.
    public var description: String {
        switch self {
        case .noSuchFile(let path): "\(shown(path)): no such file"
        case .notPermitted(let path): "\(shown(path)): no permission to read it"
        case .isDirectory(let path): "\(shown(path)): is a directory; name the capture files in it"
        case .unreadable(let path, let reason): "\(shown(path)): cannot be read: \(reason)"
        case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
        case .empty(let path): "\(shown(path)): holds 0 bytes; nothing was captured"
        case .cut(let path, let needed, let available):
            "\(shown(path)): ends inside its file header: needed \(needed) bytes, \(available) available"
        case .notACapture(let path, let looksLike):
            "\(shown(path)): is not a pcap or pcapng file: \(looksLike)"
        case .damaged(let path, let reason): "\(shown(path)): is damaged: \(reason)"
        case .filter(let expression, let reason): "filter \"\(expression)\": \(reason)"
        }
    }

    /// The same without the path.
    var reason: String {
        let prefix = path.map { shown($0) + ": " } ?? ""
        return description.hasPrefix(prefix) ? String(description.dropFirst(prefix.count)) : description
    }

    private var path: String? {
        switch self {
        case .noSuchFile(let path), .notPermitted(let path), .isDirectory(let path), .empty(let path): path
        case .unreadable(let path, _), .unwritable(let path, _), .notACapture(let path, _), .damaged(let path, _): path
        case .cut(let path, _, _): path
        case .filter: nil
        }
    }

    private func shown(_ path: String) -> String { path == "-" ? "standard input" : path }
}
