/// Why a header block cannot be decoded (RFC 7541); the connection's endpoints must give up then, too.
struct HPACKFault: Error, Equatable {
    let reason: StaticString

    static let integer = HPACKFault(reason: "an integer is too large or cut short (RFC 7541 § 5.1)")
    static let string = HPACKFault(reason: "a string is longer than its block (RFC 7541 § 5.2)")
    static let huffman = HPACKFault(reason: "a string is no Huffman code (RFC 7541 § 5.2)")
    static let index = HPACKFault(reason: "an index is in no table (RFC 7541 § 2.3.3)")
    static let size = HPACKFault(reason: "the fields of a header block are too long")

    static func == (left: HPACKFault, right: HPACKFault) -> Bool {
        left.reason.description == right.reason.description
    }
}
