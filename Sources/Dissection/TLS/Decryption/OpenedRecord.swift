/// What was in a protected record.
struct OpenedRecord: Sendable, Equatable {
    var type: ContentType
    var content: [UInt8]
    /// Zeros behind it (TLS 1.3).
    var paddingCount = 0
}
