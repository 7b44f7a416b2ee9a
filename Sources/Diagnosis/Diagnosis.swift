import Correlation
public import Records

/// Symptoms, causes, verdicts: a fold over the records of a capture in their one order.
///
/// It keeps summaries only, all of them bounded by `DiagnosisOptions` and `CorrelationLimits`. A verdict falls ten
/// seconds of packet
/// time after its symptom, later where another flow must show its answer first, or at the end.
public struct Diagnosis: Sendable {
    private let options: DiagnosisOptions
    var correlation: Correlation
    private var exposures: Exposures
    private var quality = CaptureQuality()
    var docket: Docket
    /// When the capture itself lost packets.
    var losses = LossSpans()
    /// Symptoms that wait for their verdict, in no order; judged in the order of deadlines.
    private var waiting: [Symptom] = []
    /// The ends of several flows are told within so many seconds of packet time.
    private static let together = 1.0
    private var nextDeadline = Timestamp(nanoseconds: .max)

    public init(options: DiagnosisOptions = DiagnosisOptions()) {
        self.options = options
        correlation = Correlation(
            limits: options.correlation, sessionCookies: options.sessionCookies, sessionHeaders: options.sessionHeaders)
        exposures = Exposures(options: options)
        docket = Docket(options: options)
    }

    /// Takes in the next record; records come in the order of `Emission.precedes`.
    public mutating func absorb(_ emission: Emission) {
        advance(to: emission.time)
        switch emission.record {
        case .flowOpened(let opened): correlation.open(opened)
        case .exchange(let exchange): absorb(exchange, of: emission.flow)
        case .flowClosed(let closed): absorb(closed)
        case .attempt(let attempt):
            correlation.absorb(attempt)
            quality.absorb(attempt)
        case .handshakeDone(let handshake), .handshake(let handshake):
            correlation.absorb(emission.record, of: emission.flow)
            var isComplete = false
            if case .handshake = emission.record { isComplete = true }
            follow(handshake, of: emission.flow, isComplete: isComplete)
        case .command(let command): absorb(command, of: emission.flow)
        case .webSocket, .gap, .event, .http2, .databaseEvent, .database:
            correlation.absorb(emission.record, of: emission.flow)
        }
    }

    private mutating func absorb(_ exchange: HTTPExchange, of flow: FlowID) {
        guard let news = correlation.absorb(exchange, of: flow) else { return }
        if let again = correlation.follow(exchange, of: flow), let facts = correlation.flows.facts(flow) {
            wait(Symptom(.askedAgain(again), facts, at: again.answered, patience: options.patience))
        }
        var isLimited = false
        if news.hasTroubles, let facts = correlation.flows.facts(flow) {
            for trouble in correlation.takeTroubles() {
                if case .limited = trouble { isLimited = true }
                wait(Symptom(trouble, facts, options))
            }
        }
        // What limits a session is told as such.
        if let call = news.failure, !isLimited, let facts = correlation.flows.facts(flow) {
            wait(Symptom(.callFailed(call), facts, at: call.failure.ended, patience: options.patience))
        }
        let exposed = exposures.absorb(exchange, news)
        guard !exposed.isEmpty || Symptoms.isTroubled(exchange), let facts = correlation.flows.facts(flow) else {
            return
        }
        for symptom in Symptoms.atExchange(exchange, facts, patience: options.patience) { wait(symptom) }
        for exposure in exposed {
            wait(Symptom(.exposed(exposure), facts, at: exposure.at, patience: options.patience))
        }
    }

    private mutating func absorb(_ command: StoreCommand, of flow: FlowID) {
        guard let news = correlation.absorb(command, of: flow), let facts = correlation.flows.facts(flow) else {
            return
        }
        let (kind, at): (Symptom.Kind, PacketReference) =
            switch news {
            case .fault(let fault): (.storeFault(fault), fault.answered)
            case .endless(let key): (.endlessKey(key), key.at)
            case .lostUpdate(let lost): (.lostUpdate(lost), lost.missing.at)
            }
        wait(Symptom(kind, facts, at: at, patience: options.patience))
    }

    private mutating func follow(_ handshake: TLSHandshake, of flow: FlowID, isComplete: Bool) {
        guard
            let question = correlation.follow(
                handshake, of: flow, isComplete: isComplete, patience: options.patience),
            let facts = correlation.flows.facts(flow)
        else { return }
        wait(Symptom(.fullHandshake(question), facts, at: handshake.at, patience: options.patience))
    }

    private mutating func absorb(_ closed: FlowClosed) {
        let facts = correlation.close(closed)
        quality.absorb(closed, firstGap: facts.firstGap)
        for symptom in Symptoms.atClosing(facts, closed, patience: options.patience) { wait(symptom) }
        if facts.isWebSocket, let loss = correlation.reconnects.loss(of: facts) {
            wait(Symptom(.webSocketLost(loss), facts, at: loss.at, patience: options.patience))
        }
    }

    /// Packet time, or live the clock's where no packet comes, has come to `time`: what is due is judged.
    public mutating func advance(to time: Timestamp) {
        correlation.advance(to: time)
        guard time >= nextDeadline else { return }
        judge(until: time, isLast: false)
    }

    /// Judges all that still waits. The counts of `capture` are the analysis's.
    ///
    /// - Returns: the findings, sorted by severity, confidence, sessions affected, count, first time and code.
    public mutating func finish(_ capture: CaptureSummary) -> Conclusions {
        if let last = capture.last { correlation.advance(to: last) }
        judge(until: Timestamp(nanoseconds: .max), isLast: true)
        for cause in CauseRegistry.captureCauses {
            guard let verdict = cause.explain(quality, capture) else { continue }
            docket.enter(Arbitration.Judgement(entry: cause.entry, verdict: verdict))
        }
        var capture = capture
        let census = correlation.sessions.census
        capture.visibility.sessions = census.seen
        capture.visibility.lostSessions = UInt64(census.lost)
        let findings = docket.findings()
        return Conclusions(
            capture: capture, findings: findings, sessions: summaries(findings), topology: correlation.sessions.talk)
    }

    /// The sessions, with the endings that findings give them.
    private func summaries(_ findings: [Finding]) -> [SessionSummary] {
        guard options.listsSessions else { return [] }
        var summaries = SessionSummary.all(
            in: correlation.sessions, stores: correlation.stores, limit: options.sessions)
        var endings: [String: Session.Ending] = [:]
        for finding in findings {
            guard let ending = Session.Ending(code: finding.code) else { continue }
            for session in finding.occurrences.compactMap(\.session) { endings[session] = ending }
        }
        guard !endings.isEmpty else { return summaries }
        for index in summaries.indices where summaries[index].ending == .rejected {
            summaries[index].ending = endings[summaries[index].key] ?? .rejected
        }
        return summaries
    }

    /// Findings that came about or grew since this was last asked, as they stand now.
    public var revised: [Finding] { mutating get { docket.takeChanged() } }

    /// Symptoms that wait for their verdict.
    public var pending: Int { waiting.count }

    // MARK: Verdicts

    private mutating func wait(_ symptom: Symptom) {
        // Without room the oldest are judged early, by what is known.
        if waiting.count >= options.pendingSymptoms { judgeOldestHalf() }
        // What is told late is not judged before the flows that are told with it.
        var patient = symptom
        patient.deadline = max(symptom.deadline, correlation.now.advanced(bySeconds: Self.together))
        waiting.append(patient)
        nextDeadline = min(nextDeadline, patient.deadline)
    }

    /// Judges all that waits, by what is known.
    mutating func judgeAll() { judge(until: Timestamp(nanoseconds: .max), isLast: false, mayPostpone: false) }

    private mutating func judgeOldestHalf() {
        let deadlines = waiting.map(\.deadline).sorted()
        guard !deadlines.isEmpty else { return }
        judge(until: deadlines[deadlines.count / 2], isLast: false, mayPostpone: false)
    }

    private mutating func judge(until time: Timestamp, isLast: Bool, mayPostpone: Bool = true) {
        var again = waiting
        waiting = []
        while !again.isEmpty {
            var due = again.filter { $0.deadline <= time }
            waiting += again.filter { $0.deadline > time }
            again = []
            due.sort { left, right in
                if left.deadline != right.deadline { return left.deadline < right.deadline }
                return left.at.packet == right.at.packet
                    ? left.facts.id < right.facts.id : left.at.packet < right.at.packet
            }
            for symptom in due {
                guard let later = judge(symptom, mayWait: mayPostpone && !isLast, mayYield: mayPostpone) else {
                    continue
                }
                again.append(later)
            }
        }
        nextDeadline = waiting.map(\.deadline).min() ?? Timestamp(nanoseconds: .max)
    }

    /// Judges one symptom; gives it back where its verdict must wait.
    private mutating func judge(_ symptom: Symptom, mayWait: Bool, mayYield: Bool) -> Symptom? {
        defer { if case .session(.lost(let loss, _)) = symptom.kind { correlation.settle(loss: loss) } }
        let scene = Scene(correlation: correlation, options: options)
        if mayWait, let later = LostSession.stillGoingOn(symptom, in: scene) { return later }
        if let root = RootLeg.of(symptom, in: scene) {
            if mayYield, symptom.postponed == 0 { return symptom.later(2) }
            // What the other leg went through is told when it is over.
            if mayWait, symptom.isGatewayError, correlation.isOpen(root) {
                return symptom.later(Double(min(600, 10 << min(symptom.postponed, 6))))
            }
            let text = RootLeg.words(symptom)
            let evidence = Finding.Evidence(packet: symptom.at.packet, flow: symptom.facts.id, text: text)
            if docket.attach(evidence, toFindingOf: root, atLeast: .warning) { return nil }
        }
        if mayWait, isUndecided(symptom, scene) { return symptom.later(10) }
        if let judgement = Arbitration.judge(marked(symptom), in: scene) {
            docket.enter(judgement)
            return nil
        }
        // A refusal may get its second attempt within the minute.
        let rest = options.attemptWindow - options.patience
        return mayWait && symptom.isConnectFailure && symptom.postponed == 0 ? symptom.later(rest) : nil
    }

    /// Whether another connection is about to show if host and path are alive, or this one if its server still answers.
    private func isUndecided(_ symptom: Symptom, _ scene: Scene) -> Bool {
        if case .callFailed(let call) = symptom.kind, call.failure.kind == .deadline, symptom.postponed < 6 {
            guard let facts = correlation.facts(call.flow) else { return false }
            return facts.lastResponseEnd.map { $0.packet < call.failure.ended.packet } ?? true
        }
        guard symptom.isEnd, let death = SilentDeath(symptom, in: scene) else { return false }
        return death.next?.answer == .undecided
    }
}

extension Session.Ending {
    /// How a session ended of which a finding tells; `nil` where that is not what it says.
    init?(code: String) {
        switch code {
        case "session.expired", "token.expired": self = .expired
        case "session.evicted", "session.store-lost": self = .evicted
        case "session.overwritten": self = .overwritten
        default: return nil
        }
    }
}
