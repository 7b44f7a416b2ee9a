/// How a file came to its end.
enum SourceEnding: Equatable {
    case complete
    /// It ends in the middle of `part`. Counts are octets.
    case cut(needed: Int, available: Int, part: String)
    /// It cannot be read any further, for the reason in the text.
    case damaged(String)
}

extension SourceEnding {
    /// Whether the file is only cut, and why reading ended early (`nil` if it did not), after the stream of octets
    /// ended with `fault`.
    func conclusion(fault: StreamFault?, packets: UInt64) -> (truncated: Bool, reason: String?) {
        if case .damaged(let reason) = self {
            let more = fault.map { $0.isTruncation ? "" : "; \($0)" } ?? ""
            return (false, reason + more)
        }
        if let fault, !fault.isTruncation { return (false, "\(fault), after packet \(packets)") }
        var words: [String] = []
        if case .cut(let needed, let available, let part) = self {
            words.append("needed \(needed) bytes for \(part), \(available) available")
        }
        if let fault { words.append("\(fault), after packet \(packets)") }
        return words.isEmpty ? (false, nil) : (true, words.joined(separator: "; "))
    }
}
