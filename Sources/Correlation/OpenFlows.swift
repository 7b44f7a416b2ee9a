public import Records

/// The facts of the flows that are open, in places that are used again.
///
/// Apart from the rest of the correlation, so that a look at a flow copies nothing but this.
public struct OpenFlows: Sendable {
    private var slots: [FlowFacts] = []
    private var free: [Int] = []
    private var index = PlaceIndex()
    private let limit: Int
    /// Flows whose facts could not be kept for lack of room.
    private(set) var crowdedOut: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { index.count }

    /// Where the facts of a flow are, while it is open.
    func place(of flow: FlowID) -> Int? {
        index.find(flow.quickHash(index.seed)) { slots[$0].opened.id == flow }
    }

    subscript(place: Int) -> FlowFacts {
        @inline(__always) _read { yield slots[place] }
        @inline(__always) _modify { yield &slots[place] }
    }

    /// What is known of a flow while it is open.
    public func facts(_ flow: FlowID) -> FlowFacts? { place(of: flow).map { slots[$0] } }

    mutating func open(_ opened: FlowOpened, connectionNumber: Int) {
        guard place(of: opened.id) == nil else { return }
        guard index.count < limit else {
            crowdedOut &+= 1
            return
        }
        let place = free.popLast() ?? slots.count
        if place == slots.count {
            slots.append(FlowFacts(opened: opened))
        } else {
            slots[place] = FlowFacts(opened: opened)
        }
        slots[place].connectionNumber = connectionNumber
        index.insert(place, opened.id.quickHash(index.seed))
    }

    /// Gives up all that is known of a flow that is over.
    mutating func close(_ closed: FlowClosed) -> FlowFacts {
        let id = closed.opened.id
        var facts = FlowFacts(opened: closed.opened)
        if let place = place(of: id) {
            index.remove(place, id.quickHash(index.seed))
            // What it holds is not to stay until the place is used again.
            swap(&facts, &slots[place])
            free.append(place)
        }
        facts.absorb(closed)
        return facts
    }
}
