/// The span is the cursor: each `read…` takes its octets off the front of `self`, and leaves `self` as it was when it throws.
extension RawSpan {
    /// Reads one octet.
    @inlinable
    public mutating func readUInt8() throws(Malformed) -> UInt8 {
        guard byteCount >= 1 else { throw .short(needed: 1, available: byteCount) }
        let value = unsafeLoad(fromByteOffset: 0, as: UInt8.self)
        self = extracting(droppingFirst: 1)
        return value
    }

    /// Reads a 16-bit integer in network byte order.
    @inlinable
    public mutating func readUInt16() throws(Malformed) -> UInt16 {
        guard byteCount >= 2 else { throw .short(needed: 2, available: byteCount) }
        let value = unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self)
        self = extracting(droppingFirst: 2)
        return UInt16(bigEndian: value)
    }

    /// Reads a 24-bit integer in network byte order.
    @inlinable
    public mutating func readUInt24() throws(Malformed) -> UInt32 {
        guard byteCount >= 3 else { throw .short(needed: 3, available: byteCount) }
        let value = uint24(at: 0)
        self = extracting(droppingFirst: 3)
        return value
    }

    /// Reads a 32-bit integer in network byte order.
    @inlinable
    public mutating func readUInt32() throws(Malformed) -> UInt32 {
        guard byteCount >= 4 else { throw .short(needed: 4, available: byteCount) }
        let value = unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
        self = extracting(droppingFirst: 4)
        return UInt32(bigEndian: value)
    }

    /// Reads a 64-bit integer in network byte order.
    @inlinable
    public mutating func readUInt64() throws(Malformed) -> UInt64 {
        guard byteCount >= 8 else { throw .short(needed: 8, available: byteCount) }
        let value = unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
        self = extracting(droppingFirst: 8)
        return UInt64(bigEndian: value)
    }

    /// Moves past `count` octets.
    @inlinable
    public mutating func skip(_ count: Int) throws(Malformed) {
        guard count >= 0, byteCount >= count else { throw .short(needed: count, available: byteCount) }
        self = extracting(droppingFirst: count)
    }

    /// Reads `count` octets as an array of their own.
    @inlinable
    public mutating func readBytes(_ count: Int) throws(Malformed) -> [UInt8] {
        guard count >= 0, byteCount >= count else { throw .short(needed: count, available: byteCount) }
        let bytes = extracting(first: count).array
        self = extracting(droppingFirst: count)
        return bytes
    }

    /// Reads `count` octets as text, ill-formed UTF-8 repaired.
    @inlinable
    public mutating func readText(_ count: Int) throws(Malformed) -> String {
        guard count >= 0, byteCount >= count else { throw .short(needed: count, available: byteCount) }
        let text = extracting(first: count).text
        self = extracting(droppingFirst: count)
        return text
    }

    /// Reads text up to a NUL octet, and moves past that octet.
    public mutating func readCString() throws(Malformed) -> String {
        guard let end = firstIndex(of: 0) else { throw .short(needed: byteCount + 1, available: byteCount) }
        let text = extracting(first: end).text
        self = extracting(droppingFirst: end + 1)
        return text
    }

    /// Reads one complete, length-delimited unit.
    ///
    /// Outside the unit, too few octets are `short`: wait. Inside it they are `broken`: the unit claims more than its
    /// own length allows, and waiting cannot help.
    @inlinable
    public mutating func readUnit<Value>(
        _ name: StaticString, byteCount count: Int,
        _ body: (inout RawSpan) throws(Malformed) -> Value
    ) throws(Malformed) -> Value {
        guard count >= 0, byteCount >= count else { throw .short(needed: count, available: byteCount) }
        var unit = extracting(first: count)
        self = extracting(droppingFirst: count)
        do {
            return try body(&unit)
        } catch {
            guard case .short(let needed, _) = error else { throw error }
            throw .broken(field: name, value: UInt64(clamping: needed))
        }
    }
}

/// Looking without moving. Callers compare with `byteCount` first; an offset beyond it traps, as an index does.
extension RawSpan {
    /// The octet at `offset`.
    @inlinable
    public func uint8(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount)
        return unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The 16-bit integer in network byte order at `offset`.
    @inlinable
    public func uint16(at offset: Int) -> UInt16 {
        precondition(offset >= 0 && offset <= byteCount - 2)
        return UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// The 24-bit integer in network byte order at `offset`.
    @inlinable
    public func uint24(at offset: Int) -> UInt32 {
        UInt32(uint8(at: offset)) << 16 | UInt32(uint8(at: offset + 1)) << 8 | UInt32(uint8(at: offset + 2))
    }

    /// The 32-bit integer in network byte order at `offset`.
    @inlinable
    public func uint32(at offset: Int) -> UInt32 {
        precondition(offset >= 0 && offset <= byteCount - 4)
        return UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The 64-bit integer in network byte order at `offset`.
    @inlinable
    public func uint64(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= byteCount - 8)
        return UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// All octets as text, ill-formed UTF-8 repaired.
    @inlinable
    public var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

    /// All octets, copied.
    @inlinable
    public var array: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}
