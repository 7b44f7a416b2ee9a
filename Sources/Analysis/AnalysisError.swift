import Captures

/// A capture that cannot be read, or a filter that cannot be used; `description` says what to do about it.
public struct AnalysisError: Error, Sendable, CustomStringConvertible {
    public let description: String
    /// Whether the filter is at fault and not a file.
    public let isUsage: Bool

    init(_ description: String) {
        self.description = description
        isUsage = false
    }

    init(_ error: CaptureError) {
        description = error.description
        if case .filter = error { isUsage = true } else { isUsage = false }
    }
}
