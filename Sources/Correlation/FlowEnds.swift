import Records

/// Who talks to whom in a flow, and since when: all that most questions about an exchange need of its flow.
struct FlowEnds: Sendable {
    var flow: FlowID
    var client: Endpoint
    var server: Endpoint
    var first: PacketReference

    init(_ opened: borrowing FlowOpened) {
        flow = opened.id
        client = opened.client
        server = opened.server
        first = opened.first
    }
}
