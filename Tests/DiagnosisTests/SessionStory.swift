import Diagnosis
import Records

/// Exchanges of users with a site, each on the client's leg and on the leg behind the proxy, where there is one.
struct SessionStory {
    /// An exchange as its client has it; the leg behind the proxy lies within it.
    struct Step {
        var at: Double
        var client: String
        var server: String
        var target: String
        var method: String
        var status: UInt16
        var agent: String
        var request: @Sendable (inout HTTPRequest) -> Void
        var response: @Sendable (inout HTTPResponse) -> Void
        /// Changes only the request behind the proxy.
        var behind: @Sendable (inout HTTPRequest) -> Void
    }

    private(set) var steps: [Step] = []
    /// Whether the leg behind the proxy was captured, too.
    var hasUpstream = true
    var end: Double?

    static let cookie = "aa11bb22cc33dd44ee55"

    mutating func ask(
        _ target: String, at: Double, from client: String = "10.0.0.1", to server: String = "10.2.0.1:8000",
        method: String = "GET", status: UInt16 = 200, agent: String = "Firefox", cookie: String? = nil,
        sets: String? = nil, behind: @escaping @Sendable (inout HTTPRequest) -> Void = { _ in },
        request: @escaping @Sendable (inout HTTPRequest) -> Void = { _ in },
        response: @escaping @Sendable (inout HTTPResponse) -> Void = { _ in }
    ) {
        let step = Step(
            at: at, client: client, server: server, target: target, method: method, status: status, agent: agent,
            request: {
                if let cookie { $0.cookies = [Cookie(name: "sid", value: cookie)] }
                request(&$0)
            },
            response: {
                if let sets { $0.setCookies = [SetCookie(name: "sid", value: sets)] }
                response(&$0)
            },
            behind: behind)
        steps.append(step)
    }

    /// A sign-in that sets the cookie `sets`.
    mutating func signIn(
        _ user: String = "anna", at: Double, from client: String = "10.0.0.1", to server: String = "10.2.0.1:8000",
        agent: String = "Firefox", cookie: String? = nil, sets: String? = SessionStory.cookie
    ) {
        ask(
            "/login", at: at, from: client, to: server, method: "POST", status: 303, agent: agent, cookie: cookie,
            sets: sets,
            request: {
                var facts = RequestFacts()
                facts.hasPassword = true
                facts.user = user
                $0.facts = facts
            },
            response: { $0.location = "/" })
    }

    func told(_ more: (inout Story) -> Void = { _ in }) -> [Finding] {
        run(more).findings
    }

    func run(_ more: (inout Story) -> Void = { _ in }) -> Conclusions {
        var story = Story()
        for (index, step) in steps.enumerated() {
            story.flow("\(step.client):\(40_000 + index)", "10.1.0.1:80", at: step.at) { talk in
                talk.exchange(step.target, step.at, answered: step.at + 0.01, status: step.status, method: step.method)
                {
                    Self.fill(&$0, step, isBehind: false)
                }
            }
            guard hasUpstream else { continue }
            story.flow("10.1.0.2:\(50_000 + index)", step.server, at: step.at + 0.001) { talk in
                talk.exchange(
                    step.target, step.at + 0.001, answered: step.at + 0.009, status: step.status, method: step.method
                ) { Self.fill(&$0, step, isBehind: true) }
            }
        }
        more(&story)
        story.end = end ?? (steps.map(\.at).max() ?? 0) + 20
        var diagnosis = Diagnosis()
        return story.run(&diagnosis)
    }

    private static func fill(_ exchange: inout HTTPExchange, _ step: Step, isBehind: Bool) {
        guard var request = exchange.request, var response = exchange.response else { return }
        request.userAgent = step.agent
        request.host = "shop.example"
        if isBehind { request.forwardedFor = step.client }
        step.request(&request)
        if isBehind { step.behind(&request) }
        step.response(&response)
        exchange.request = request
        exchange.response = response
    }
}

extension [Finding] {
    /// Codes of what is wrong.
    var faults: [String] { filter { $0.severity >= .warning }.map(\.code) }
}
