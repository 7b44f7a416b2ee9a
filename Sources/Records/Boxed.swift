/// A value kept apart from what it is a part of, so that copies of the whole stay cheap.
@propertyWrapper
@frozen
public struct Boxed<Value: Sendable>: Sendable {
    /// One element, always.
    @usableFromInline var storage: [Value]

    @inlinable
    public init(wrappedValue: Value) { storage = [wrappedValue] }

    public var wrappedValue: Value {
        @inlinable _read { yield storage[0] }
        @inlinable _modify { yield &storage[0] }
    }
}

extension Boxed: Equatable where Value: Equatable {}

/// Written as the value itself.
extension Boxed: Codable where Value: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Value(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}
