public import Records

/// One exchange as one leg of its way had it.
public struct Passage: Sendable, Equatable {
    public var flow: FlowID
    public var client: Endpoint
    public var server: Endpoint
    /// The end of the request's head.
    public var asked: PacketReference
    /// The end of the answer's head.
    public var answered: PacketReference?
    public var status: UInt16
}
