/// The first octet of a RESP value (RESP2 and RESP3).
enum RESPType {
    static let simpleString = UInt8(ascii: "+")
    static let simpleError = UInt8(ascii: "-")
    static let integer = UInt8(ascii: ":")
    static let bulkString = UInt8(ascii: "$")
    static let array = UInt8(ascii: "*")
    static let null = UInt8(ascii: "_")
    static let boolean = UInt8(ascii: "#")
    static let double = UInt8(ascii: ",")
    static let bigNumber = UInt8(ascii: "(")
    static let bulkError = UInt8(ascii: "!")
    static let verbatimString = UInt8(ascii: "=")
    static let map = UInt8(ascii: "%")
    static let attribute = UInt8(ascii: "|")
    static let set = UInt8(ascii: "~")
    static let push = UInt8(ascii: ">")
    /// A piece of a streamed string.
    static let chunk = UInt8(ascii: ";")
    /// The end of a streamed aggregate.
    static let end = UInt8(ascii: ".")

    /// Longest line that is no number, octets: Redis' own limit of inline commands.
    static let longestLine = 64 << 10
    /// Longest string, octets: beyond any `proto-max-bulk-len`.
    static let longestString: Int64 = 1 << 40
    /// Most elements of an aggregate.
    static let mostElements: Int64 = 1 << 32
    /// Aggregates in aggregates.
    static let depth = 32
}
