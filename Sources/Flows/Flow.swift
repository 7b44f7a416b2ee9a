import Bytes
import Dissection
import Packets
import Records
import Streams

/// One flow in its shard: its transport, its conversation, and how far it was told.
struct Flow: Sendable {
    let id: FlowID
    var tcp: TCPFlow
    var client: Endpoint
    var server: Endpoint
    var roles: RoleEvidence
    var vlans = VLANStack()
    var tunnels = TunnelStack()
    /// Empty until payload comes, then one element: an array, because that is a box that is a value.
    var conversation: [Conversation] = []
    /// Names of the application protocols, in order of appearance.
    var protocols: [String] = []
    var ordinal: UInt32 = 0
    var isOpenTold = false
    var isOver = false
    var owed: Owed?
    var isUnknown = false
    var isDecrypted = false

    init(id: FlowID, segment: Segment, ports: (UInt16) -> Bool) {
        self.id = id
        tcp = TCPFlow(first: PacketReference(packet: segment.number, time: segment.time))
        (client, server, roles) = Flow.roles(of: segment, isServicePort: ports)
        vlans = segment.vlans
        tunnels = segment.tunnels
    }

    /// Who is the client, as the first packet tells: SYN, SYN-ACK, else the ports, else who spoke first.
    private static func roles(
        of segment: Segment, isServicePort: (UInt16) -> Bool
    ) -> (Endpoint, Endpoint, RoleEvidence) {
        let source = segment.source
        let destination = segment.destination
        if segment.flags.contains(.syn) {
            return segment.flags.contains(.ack)
                ? (destination, source, .handshake) : (source, destination, .handshake)
        }
        let sourceServes = isServicePort(source.port) || source.port < 1024
        let destinationServes = isServicePort(destination.port) || destination.port < 1024
        if sourceServes != destinationServes {
            return sourceServes ? (destination, source, .port) : (source, destination, .port)
        }
        let sourceIsEphemeral = source.port >= 32_768
        let destinationIsEphemeral = destination.port >= 32_768
        if sourceIsEphemeral != destinationIsEphemeral {
            return destinationIsEphemeral ? (destination, source, .port) : (source, destination, .port)
        }
        if segment.flags.contains(.rst), segment.payloadLength == 0 { return (destination, source, .port) }
        return (source, destination, .port)
    }

    func side(of source: Endpoint) -> Side { source == client ? .client : .server }

    /// Client and server change places: the conversation shows that they were taken for each other.
    mutating func reverse() {
        swap(&client, &server)
        tcp.reverse()
        roles = .protocol
    }

    var opened: FlowOpened {
        FlowOpened(
            id: id, client: client, server: server, roles: roles, first: tcp.first, vlans: vlans.identifiers,
            tunnels: tunnels.tunnels.map(\.name))
    }

    mutating func closed(evicted: String?) -> FlowClosed {
        var record = FlowClosed(opened: opened, last: tcp.last, closed: tcp.closing, tcp: tcp.story)
        record.protocols = protocols
        record.isDecrypted = isDecrypted
        record.packets = tcp.packets
        record.bytes = tcp.bytes
        record.idleGaps = tcp.idleGaps
        record.owed = owed
        record.evicted = evicted
        return record
    }
}
