import Bytes

/// Decodes the header blocks of one direction (RFC 7541), one field after the other.
struct HPACKDecoder: Sendable {
    /// What came next in a block.
    enum Next {
        /// A field: it is in `octets`.
        case field
        /// A field whose name or value is in a part of the table that was not captured.
        case unknown
        case end
    }

    /// Octets that the fields of one block may come to: a short block can name a long entry many times.
    private static let largestList = 4 << 20

    /// The last field's name and value, one after the other.
    private(set) var octets: [UInt8] = []
    private(set) var nameCount = 0
    private var listed = 0
    private var table = HPACKDynamicTable()
    private let staticTable = HPACKStaticTable.shared
    private let huffman = HuffmanCode.shared

    /// Whether nothing of the table is missing.
    var isComplete: Bool { table.isComplete }

    /// Header blocks were missed: what they have put into the table is not known.
    mutating func lose() { table.lose() }

    /// A new block begins.
    mutating func begin() { listed = 0 }

    /// Reads the next field off the front of `block`.
    mutating func next(_ block: inout RawSpan) throws(HPACKFault) -> Next {
        let next = try read(&block)
        listed += octets.count
        guard listed <= Self.largestList else { throw .size }
        return next
    }

    private mutating func read(_ block: inout RawSpan) throws(HPACKFault) -> Next {
        while !block.isEmpty {
            let first = block.uint8(at: 0)
            if first & 0x80 != 0 { return try indexed(HPACKInteger.read(&block, prefixBits: 7)) }
            if first & 0x40 != 0 { return try literal(&block, prefixBits: 6, isInserted: true) }
            if first & 0x20 == 0 { return try literal(&block, prefixBits: 4, isInserted: false) }
            table.resize(to: try HPACKInteger.read(&block, prefixBits: 5))
        }
        return .end
    }

    /// § 6.1.
    private mutating func indexed(_ index: Int) throws(HPACKFault) -> Next {
        guard try name(index) else { return .unknown }
        if index <= HPACKStaticTable.count {
            staticTable.appendValue(index, to: &octets)
        } else {
            table.appendValue(index - HPACKStaticTable.count, to: &octets)
        }
        return .field
    }

    /// § 6.2.
    private mutating func literal(
        _ block: inout RawSpan, prefixBits: Int, isInserted: Bool
    ) throws(HPACKFault) -> Next {
        let index = try HPACKInteger.read(&block, prefixBits: prefixBits)
        var isNameKnown = true
        if index == 0 {
            octets.removeAll(keepingCapacity: true)
            try string(&block)
            nameCount = octets.count
        } else {
            isNameKnown = try name(index)
        }
        try string(&block)
        if isInserted { table.insert(octets, nameCount: nameCount, isNameKnown: isNameKnown) }
        return isNameKnown ? .field : .unknown
    }

    /// Puts the name at `index` of both tables into `octets`; returns whether it is known.
    private mutating func name(_ index: Int) throws(HPACKFault) -> Bool {
        octets.removeAll(keepingCapacity: true)
        nameCount = 0
        if index <= HPACKStaticTable.count {
            guard index > 0 else { throw .index }
            nameCount = staticTable.appendName(index, to: &octets)
            return true
        }
        guard table.holds(index - HPACKStaticTable.count) else {
            if table.isComplete { throw .index }
            return false
        }
        guard let count = table.appendName(index - HPACKStaticTable.count, to: &octets) else { return false }
        nameCount = count
        return true
    }

    /// Appends a string to `octets` (§ 5.2).
    private mutating func string(_ block: inout RawSpan) throws(HPACKFault) {
        guard !block.isEmpty else { throw .string }
        let isCoded = block.uint8(at: 0) & 0x80 != 0
        let count = try HPACKInteger.read(&block, prefixBits: 7)
        guard count <= block.byteCount else { throw .string }
        let text = block.extracting(first: count)
        block = block.extracting(droppingFirst: count)
        if isCoded {
            try huffman.decode(text, into: &octets)
        } else {
            text.withUnsafeBytes { octets.append(contentsOf: $0) }
        }
    }
}

extension HPACKDecoder {
    /// Walks a block without any table.
    ///
    /// - Returns: whether its lengths are right; and whether its first field is one of requests alone, or of responses.
    static func outline(_ block: RawSpan) -> (isWellFormed: Bool, isRequest: Bool?) {
        var rest = block
        var isRequest: Bool?
        var isFirst = true
        do throws(HPACKFault) {
            while !rest.isEmpty {
                let first = rest.uint8(at: 0)
                if first & 0xe0 == 0x20 {
                    _ = try HPACKInteger.read(&rest, prefixBits: 5)
                    continue
                }
                let prefixBits = first & 0x80 != 0 ? 7 : first & 0x40 != 0 ? 6 : 4
                let index = try HPACKInteger.read(&rest, prefixBits: prefixBits)
                if isFirst, (1...14).contains(index) { isRequest = index <= 7 }
                isFirst = false
                guard first & 0x80 == 0 else {
                    if index == 0 { return (false, nil) }
                    continue
                }
                if index == 0 { try skipString(&rest) }
                try skipString(&rest)
            }
        } catch {
            return (false, nil)
        }
        return (!isFirst, isRequest)
    }

    private static func skipString(_ block: inout RawSpan) throws(HPACKFault) {
        guard !block.isEmpty else { throw .string }
        let count = try HPACKInteger.read(&block, prefixBits: 7)
        guard count <= block.byteCount else { throw .string }
        block = block.extracting(droppingFirst: count)
    }
}
