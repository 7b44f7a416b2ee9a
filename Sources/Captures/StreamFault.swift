/// Why a stream of octets ended before its time.
enum StreamFault: Equatable {
    /// Compressed data ends in the middle; `format` is its name.
    case endsEarly(format: String)
    /// Compressed data cannot be expanded any further.
    case damaged(format: String, reason: String)
    /// The system could not read on.
    case unreadable(reason: String)

    var isTruncation: Bool {
        if case .endsEarly = self { true } else { false }
    }
}

extension StreamFault: CustomStringConvertible {
    var description: String {
        switch self {
        case .endsEarly(let format): "the \(format) data ends early"
        case .damaged(let format, let reason): "the \(format) data is damaged: \(reason)"
        case .unreadable(let reason): "reading failed: \(reason)"
        }
    }
}
