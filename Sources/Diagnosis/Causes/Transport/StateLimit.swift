import Correlation
import Records

/// What other silences between two hosts say of how long a box on the way remembers a connection.
struct StateLimit {
    /// Flows between the two that were dead after a silence.
    let deaths: Int
    private let shortest: Double
    private let survival: IdleVotes.Survival?
    private let idle: Double

    init(_ facts: FlowFacts, idle: Double, _ scene: Scene) {
        let all = scene.correlation.idleVotes.deaths(facts.client.address, facts.server.address)
        deaths = all.count
        shortest = min(idle, all.map(\.seconds).min() ?? idle)
        survival = scene.correlation.idleVotes.longestSurvival(facts.client.address, facts.server.address)
        self.idle = idle
    }

    /// A flow came through a silence that was clearly longer.
    var isContradicted: Bool { survival.map { $0.seconds > idle * 1.1 + 1 } ?? false }

    /// Several flows died so, and shorter silences did no harm.
    var isAgreed: Bool { deaths >= 2 && survival.map { $0.seconds >= 1 && $0.seconds <= shortest } ?? false }

    var evidence: [Finding.Evidence] {
        guard let survival, !isContradicted else { return [] }
        return [
            Finding.Evidence(
                packet: survival.after, flow: survival.flow,
                text: "A silence of \(Figure.seconds(survival.seconds)) that did no harm ends here")
        ]
    }

    var sentence: String {
        guard let survival else {
            return deaths >= 2 ? " It happened to \(deaths) connections between the two." : ""
        }
        if isContradicted {
            return
                " But a connection between the two came through \(Figure.seconds(survival.seconds)) of silence "
                + "(packet \(survival.after)): that speaks against a timer on the way."
        }
        return
            " A silence of \(Figure.seconds(survival.seconds)) did no harm: the limit lies between that and "
            + "\(Figure.seconds(shortest))."
    }
}
