import Correlation
import Records

/// What the other flows of a service say of a silence after which one of them was ended.
struct TimerVotes {
    /// Flows that the same side ended after the same silence, and after any.
    let agreeing: Int
    private let all: Int
    let median: Double
    private let side: Side

    /// So many that agree are no chance.
    private static let enough = 4

    init(_ facts: FlowFacts, _ seconds: Double, by side: Side, _ scene: Scene) {
        let votes = scene.correlation.idleVotes.agreeing(with: seconds, at: facts.server, by: side)
        let sorted = votes.map(\.seconds).sorted()
        agreeing = votes.count
        all = scene.correlation.idleVotes.all(at: facts.server, by: side)
        median = sorted.isEmpty ? seconds : sorted[sorted.count / 2]
        self.side = side
    }

    /// Whether most of them agree: a timer, and N is its setting.
    var isTimer: Bool { agreeing >= Self.enough && agreeing * 2 > all }

    var sentence: String {
        guard isTimer else { return "" }
        return " It is a timer: \(agreeing) of \(all) connections that the \(side.rawValue)'s end closed in silence "
            + "had been silent for the same \(Figure.seconds(median))."
    }
}
