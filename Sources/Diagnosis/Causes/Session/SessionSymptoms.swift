import Correlation
import Records

extension Symptom {
    /// Trouble with sessions, to be judged when the other legs and what follows are known.
    init(_ trouble: SessionTrouble, _ facts: FlowFacts, _ options: DiagnosisOptions) {
        let at: PacketReference
        var patience = options.patience
        switch trouble {
        case .lost(_, let moment):
            at = moment
        case .limited(let use, _), .loggedOut(let use), .shared(let use, _), .kept(let use, _, _, _), .weak(let use, _),
            .notReturned(let use, _), .refreshRefused(let use, _):
            at = use.at
        }
        if case .weak = trouble { patience = 2 }
        self.init(.session(trouble), facts, at: at, patience: patience)
        // On the whole second, so that many are judged at once.
        let second: Int64 = 1_000_000_000
        let (rounded, overflow) = (deadline.nanoseconds / second).addingReportingOverflow(1)
        if !overflow { deadline = Timestamp(seconds: rounded, nanoseconds: 0) }
    }
}

/// What a cause may know of a token that is refused.
struct LostSession {
    let ledger: SessionLedger
    let loss: SessionLoss
    let session: Session
    /// The first refusal as its client had it, and as the server nearest to the application answered it.
    let outer: Passage
    let inner: Passage

    /// Seconds of packet time for which a loss that goes on is followed at most.
    private static let longest = 40.0

    init?(_ symptom: Symptom, in scene: Scene) {
        guard case .session(.lost(let number, _)) = symptom.kind else { return nil }
        ledger = scene.correlation.sessions
        guard ledger.losses.indices.contains(number) else { return nil }
        loss = ledger.losses[number]
        guard ledger.sessions.indices.contains(loss.session), let first = loss.way.first, let last = loss.way.last
        else { return nil }
        session = ledger.sessions[loss.session]
        outer = first
        inner = last
    }

    /// The symptom for later, while its client goes on asking or may still get a new token.
    static func stillGoingOn(_ symptom: Symptom, in scene: Scene) -> Symptom? {
        guard let lost = LostSession(symptom, in: scene), symptom.postponed < 6 else { return nil }
        let age = scene.now.seconds(since: lost.at.time)
        let isToken = lost.token?.expires != nil && lost.session.kind == .bearer
        if isToken, age <= scene.options.refreshWindow { return symptom.later(10) }
        let isGoingOn = scene.now.seconds(since: lost.loss.lastRefusal.time) < scene.options.patience
        return isGoingOn && age < longest ? symptom.later(10) : nil
    }

    var at: PacketReference { outer.answered ?? outer.asked }
    var key: String { ledger.value(of: loss.session) }
    var name: String { ledger.name(of: loss.session) }
    var token: TokenFacts? { ledger.tokenFacts(of: loss.session) }
    var status: UInt16 { loss.refusal.status }

    /// `cookie shop_session`, `header X-Session-ID`, `bearer token`.
    var what: String {
        switch session.kind {
        case .cookie: "cookie \(SafeText.words(name))"
        case .header: "header \(SafeText.words(name))"
        case .bearer: "bearer token"
        case .url: "parameter \(SafeText.words(name))"
        }
    }

    var request: String { SafeText.words("\(loss.method) \(loss.target)") }

    /// Whether it is a gRPC call: its HTTP status says nothing.
    private var isCall: Bool { if case .unauthenticated = loss.refusal { true } else { false } }

    /// Its label, in the marks that outputs replace.
    var label: String { "\u{E000}\(key)\u{E001}" }

    var answer: String {
        switch loss.refusal {
        case .status(let status): "\(status)"
        case .toLogin(let status): "\(status) to the login page"
        case .saysUnknown(let status): "\(status), session unknown"
        case .forbidden: "403"
        case .unauthenticated: "gRPC UNAUTHENTICATED"
        }
    }

    /// Servers nearest to the application that issued it or took it.
    var homes: [Endpoint] {
        var list = ledger.tallies(of: loss.session).filter { $0.good > 0 }.map(\.server)
        if let issued = session.issued?.server, !ledger.isPassing(issued), !list.contains(issued) {
            list.append(issued)
        }
        return list
    }

    /// `, used by 10.0.0.1`, or nothing where only a proxy is seen.
    var clientText: String {
        guard let address = ledger.address(loss.client) else { return "" }
        return "client \(address)"
    }

    var times: String { loss.refusals > 1 ? ", \(loss.refusals) times in all" : "" }

    /// The refusal on each leg, and what was before it.
    var evidence: [Finding.Evidence] {
        var list: [Finding.Evidence] = []
        if let issued = session.issued {
            list.append(
                Finding.Evidence(
                    packet: (issued.answered ?? issued.asked).packet, flow: issued.flow,
                    text: "\(issued.server) issues \(label) (\(what))"))
        }
        if let good = loss.lastGood {
            list.append(Finding.Evidence(packet: good.packet, flow: nil, text: "\(label) is good for the last time"))
        }
        for passage in loss.way.reversed() {
            let answered = passage.answered ?? passage.asked
            let said = isCall || passage.status == status ? answer : "\(passage.status)"
            list.append(
                Finding.Evidence(
                    packet: answered.packet, flow: passage.flow,
                    text: "\(passage.server) answers \(request) with \(said)"))
        }
        return list
    }

    /// Everything of a verdict that is the same for all causes.
    func verdict(
        _ severity: Finding.Severity, _ confidence: Finding.Confidence, subject: Finding.Subject, by: Finding.Actor,
        note: String, cause: String, fixes: [Finding.Fix]
    ) -> Verdict {
        var verdict = Verdict(
            severity, confidence, subject: subject, by: by, at: at, flow: outer.flow,
            note: clientText.isEmpty ? note : "\(clientText): \(note)", cause: cause, evidence: evidence, fixes: fixes)
        verdict.session = key
        return verdict
    }

    var serverSubject: Finding.Subject { Finding.Subject(kind: .server, id: "\(inner.server)") }
    var server: Finding.Actor {
        Finding.Actor(role: ledger.isPassing(inner.server) ? .proxy : .server, endpoint: inner.server)
    }

    /// The box that chose the server that refused: its side towards the client where that was captured.
    var balancer: Finding.Actor {
        if loss.way.count > 1 {
            return Finding.Actor(role: .proxy, endpoint: loss.way[loss.way.count - 2].server)
        }
        return Finding.Actor(role: .proxy, endpoint: Endpoint(address: inner.client.address, port: 0))
    }

    var balancerSubject: Finding.Subject {
        let place = loss.way.count > 1 ? "\(loss.way[loss.way.count - 2].server)" : "\(inner.client.address)"
        return Finding.Subject(kind: .hop, id: place)
    }

    /// What the boxes on its way call themselves.
    func software(_ scene: Scene) -> String {
        loss.way.compactMap { passage in
            scene.services.service(passage.server).map { service in
                ([service.software, service.via].compactMap { $0 } + service.balancerCookies).joined(separator: " ")
            }
        }.joined(separator: " ")
    }
}
