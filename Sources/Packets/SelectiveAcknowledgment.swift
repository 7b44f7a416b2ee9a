/// Up to four blocks of sequence numbers that the receiver holds (RFC 2018), the first of them perhaps a duplicate
/// (RFC 2883). A block is from `left` up to, not including, `right`.
public struct SelectiveAcknowledgment: Sendable {
    public private(set) var count: UInt8 = 0
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    public init() {}

    /// The block at `index`, which is less than `count`.
    public subscript(index: Int) -> (left: UInt32, right: UInt32) {
        let block =
            switch index {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        return (UInt32(truncatingIfNeeded: block >> 32), UInt32(truncatingIfNeeded: block))
    }

    /// Adds a block after those that are there, unless four are.
    public mutating func append(left: UInt32, right: UInt32) {
        let block = UInt64(left) << 32 | UInt64(right)
        switch count {
        case 0: first = block
        case 1: second = block
        case 2: third = block
        case 3: fourth = block
        default: return
        }
        count += 1
    }
}
