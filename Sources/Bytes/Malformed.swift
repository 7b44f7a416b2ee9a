/// Why bytes could not be read as what they claim to be.
@frozen
public enum Malformed: Error, Equatable, Sendable {
    /// The bytes end too early; more of the stream may still mend it. Counts are octets.
    case short(needed: Int, available: Int)
    /// A field holds a value that its specification forbids; no further octet can mend it.
    case broken(field: StaticString, value: UInt64)

    public static func == (left: Malformed, right: Malformed) -> Bool {
        switch (left, right) {
        case (.short(let needed, let available), .short(let otherNeeded, let otherAvailable)):
            needed == otherNeeded && available == otherAvailable
        case (.broken(let field, let value), .broken(let otherField, let otherValue)):
            field.description == otherField.description && value == otherValue
        default: false
        }
    }
}

extension Malformed: CustomStringConvertible {
    public var description: String {
        switch self {
        case .short(let needed, let available): "needed \(needed) bytes, \(available) available"
        case .broken(let field, let value): "\(field) is \(value)"
        }
    }
}
