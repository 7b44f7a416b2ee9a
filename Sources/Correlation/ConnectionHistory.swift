import Records

/// The last so many connections, to be found by their two hosts, by their server's address and by their client's.
///
/// One ring for all: connections of the same hosts are chained from the youngest to the oldest, and the heads of the
/// chains stand in tables of fixed size, where different hosts may share a place. Nothing is allocated for a connection.
struct ConnectionHistory: Sendable {
    private enum Chain { case pair, server, client }

    private var ring: ContiguousArray<Connection> = []
    private let capacity: Int
    /// Connections ever entered: the number of the next one.
    private(set) var appended = 0
    private var pairHeads: ContiguousArray<Int> = []
    private var serverHeads: ContiguousArray<Int> = []
    private var clientHeads: ContiguousArray<Int> = []
    private let seed = UInt64.random(in: .min ... .max) | 1

    private static let heads = 1 << 14
    /// Connections of other hosts that are passed over before a chain is given up.
    private static let strangers = 4_096

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Connections that were put out for lack of room.
    var forgotten: UInt64 { UInt64(max(0, appended - capacity)) }

    /// - Returns: its number.
    mutating func append(_ new: Connection) -> Int {
        if pairHeads.isEmpty {
            // Room for all: what is not touched takes no memory, and nothing is moved as they grow.
            ring.reserveCapacity(capacity)
            pairHeads = ContiguousArray(repeating: -1, count: Self.heads)
            serverHeads = pairHeads
            clientHeads = pairHeads
        }
        var connection = new
        let number = appended
        let client = new.client.address
        let server = new.server.address
        exchange(&pairHeads[place(of: client, server)], with: number, &connection.beforeOfPair)
        exchange(&serverHeads[place(of: server)], with: number, &connection.beforeOfServer)
        exchange(&clientHeads[place(of: client)], with: number, &connection.beforeOfClient)
        if ring.count < capacity { ring.append(connection) } else { ring[number % capacity] = connection }
        appended += 1
        return number
    }

    /// How far to go back; beyond all that is held where there is none before.
    private func step(_ distance: UInt32) -> Int { distance == 0 ? capacity : Int(distance) }

    private func exchange(_ head: inout Int, with number: Int, _ before: inout UInt32) {
        before = head < 0 ? 0 : UInt32(clamping: number - head)
        head = number
    }

    private func place(of client: Address, _ server: Address) -> Int {
        Int(truncatingIfNeeded: HostPair(client: client, server: server).quickHash(seed)) & (Self.heads - 1)
    }

    private func place(of address: Address) -> Int {
        Int(truncatingIfNeeded: address.quickHash(seed)) & (Self.heads - 1)
    }

    private func isHeld(_ number: Int) -> Bool { number >= 0 && number < appended && number >= appended - capacity }

    /// Changes the connection with this number, if it is still held.
    mutating func change(_ number: Int, of flow: FlowID, _ change: (inout Connection) -> Void) {
        guard isHeld(number), ring[number % capacity].flow == flow else { return }
        change(&ring[number % capacity])
    }

    // MARK: Walking, from the youngest to the oldest, until `body` returns false

    func walk(_ client: Address, _ server: Address, _ body: (Connection) -> Bool) {
        guard !pairHeads.isEmpty else { return }
        walk(.pair, from: pairHeads[place(of: client, server)], body) { $0.client == client && $0.server == server }
    }

    func walk(server: Address, _ body: (Connection) -> Bool) {
        guard !serverHeads.isEmpty else { return }
        walk(.server, from: serverHeads[place(of: server)], body) { $0.server == server }
    }

    func walk(client: Address, _ body: (Connection) -> Bool) {
        guard !clientHeads.isEmpty else { return }
        walk(.client, from: clientHeads[place(of: client)], body) { $0.client == client }
    }

    private func walk(
        _ chain: Chain, from first: Int, _ body: (Connection) -> Bool, where matches: (HostPair) -> Bool
    ) {
        var number = first
        var strangers = 0
        while isHeld(number), strangers < Self.strangers {
            let place = number % capacity
            let hosts = HostPair(client: ring[place].client.address, server: ring[place].server.address)
            if matches(hosts) {
                guard body(ring[place]) else { return }
            } else {
                strangers += 1
            }
            switch chain {
            case .pair: number -= step(ring[place].beforeOfPair)
            case .server: number -= step(ring[place].beforeOfServer)
            case .client: number -= step(ring[place].beforeOfClient)
            }
        }
    }
}
