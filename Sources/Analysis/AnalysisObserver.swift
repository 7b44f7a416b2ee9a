public import Records

/// Hears an analysis while it goes on.
public protocol AnalysisObserver {
    /// The key of labels is known: before anything else is told.
    mutating func begin(labelKey: [UInt8])

    /// A record is final. Records come in the order (packet, flow, ordinal).
    mutating func record(_ emission: Emission)

    /// So much was read; `total` is `nil` where it is not known. Returns whether to go on.
    mutating func progress(packets: UInt64, bytes: UInt64, total: UInt64?) -> Bool
}
