/// Who sent it. Never "local" or "remote": an observer is neither.
@frozen
public enum Direction: UInt8, Sendable, Hashable, CaseIterable, Codable {
    /// From the client, to the server.
    case toServer
    /// From the server, to the client.
    case toClient

    @inlinable
    public var reversed: Direction { self == .toServer ? .toClient : .toServer }

    /// Who sends in this direction.
    public var sender: Side { self == .toServer ? .client : .server }
}

/// One of the two ends of a flow.
@frozen
public enum Side: String, Sendable, Hashable, CaseIterable, Codable {
    case client, server

    @inlinable
    public var other: Side { self == .client ? .server : .client }

    /// The direction in which this side sends.
    @inlinable
    public var sending: Direction { self == .client ? .toServer : .toClient }
}

/// A value for each side of a flow.
@frozen
public struct PerSide<Value> {
    public var client: Value
    public var server: Value

    @inlinable
    public init(client: Value, server: Value) {
        self.client = client
        self.server = server
    }

    @inlinable
    public init(both value: Value) { self.init(client: value, server: value) }

    @inlinable
    public subscript(side: Side) -> Value {
        get { side == .client ? client : server }
        set { if side == .client { client = newValue } else { server = newValue } }
    }

    /// The value of whoever sends in `direction`.
    @inlinable
    public subscript(direction: Direction) -> Value {
        get { direction == .toServer ? client : server }
        set { if direction == .toServer { client = newValue } else { server = newValue } }
    }
}

extension PerSide: Sendable where Value: Sendable {}
extension PerSide: Equatable where Value: Equatable {}
extension PerSide: Hashable where Value: Hashable {}
extension PerSide: Codable where Value: Codable {}

/// A packet, cited: its number in the capture (from 1, as Wireshark's `frame.number`) and its time.
public struct PacketReference: Sendable, Hashable, Codable {
    public var packet: UInt64
    public var time: Timestamp

    @inlinable
    public init(packet: UInt64, time: Timestamp) {
        self.packet = packet
        self.time = time
    }
}

/// Where in a flow something was seen: enough to cite it in a report.
public struct Place: Sendable, Hashable, Codable {
    /// The packet that carried it (for a message: its last byte).
    public var packet: UInt64
    public var time: Timestamp
    /// Octets of this direction's stream before it.
    public var offset: UInt64
    public var direction: Direction

    @inlinable
    public init(packet: UInt64, time: Timestamp, offset: UInt64, direction: Direction) {
        self.packet = packet
        self.time = time
        self.offset = offset
        self.direction = direction
    }

    public var reference: PacketReference { PacketReference(packet: packet, time: time) }
}
