/// What ReadyForQuery says of the transaction.
struct TransactionStatus: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    static let idle = TransactionStatus(rawValue: UInt8(ascii: "I"))
    static let inTransaction = TransactionStatus(rawValue: UInt8(ascii: "T"))
    static let failed = TransactionStatus(rawValue: UInt8(ascii: "E"))

    var isKnown: Bool { self == .idle || isOpen }
    var isOpen: Bool { self == .inTransaction || self == .failed }
}
