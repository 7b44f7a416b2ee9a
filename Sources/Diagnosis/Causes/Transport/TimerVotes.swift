import Correlation
import Records

/// What the other flows of a service say of a silence after which one of them was ended.
struct TimerVotes {
    /// Flows that the same side ended after the same silence, and after any.
    let agreeing: Int
    private let all: Int
    let median: Double
    /// The same, those that ended together counted once: a restart ends many at one moment.
    let moments: Int
    private let side: Side

    /// So many that agree are no chance.
    private static let enough = 4
    private static let together = 0.2

    init(_ facts: FlowFacts, _ seconds: Double, by side: Side, _ scene: Scene) {
        let votes = scene.correlation.idleVotes.agreeing(with: seconds, at: facts.server, by: side)
        let sorted = votes.map(\.seconds).sorted()
        agreeing = votes.count
        var moments = 0
        var last: Timestamp?
        for vote in votes where last.map({ vote.at.time.seconds(since: $0) > Self.together }) ?? true {
            moments += 1
            last = vote.at.time
        }
        self.moments = moments
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
