import Correlation
public import Diagnosis
public import Records

/// The life of one session, or of all of one user: every exchange that carried its token, on all legs, one line each.
public struct SessionTimeline: Reporter {
    /// What the user has in hand.
    public enum Wanted: Sendable {
        /// A label, or the value of a cookie, header or token.
        case session(String)
        case user(String)
    }

    /// Lines that are kept.
    static let limit = 100_000

    public private(set) var sink: ByteSink
    private let options: ReportOptions
    var redactor: Redactor
    private let wanted: Wanted
    private var values: Set<String> = []
    private var label: String?
    private var flows: [FlowID: FlowOpened] = [:]
    private var lines: [Line] = []
    private var lost = 0
    /// Until when the keys of stores live, and for how long they were to.
    var lives: [String: (end: Timestamp, seconds: Double)] = [:]

    private struct Line {
        var at: PacketReference
        var flow: FlowID
        var ends: String
        var exchange: String
        var what: String
    }

    public init(sink: ByteSink, redactor: Redactor, wanted: Wanted, options: ReportOptions = ReportOptions()) {
        self.sink = sink
        self.redactor = redactor
        self.wanted = wanted
        self.options = options
        if case .session(let text) = wanted {
            if Redactor.isLabel(text) { label = text } else { values = [CanonicalValue.text(of: text)] }
        }
    }

    public mutating func record(_ emission: Emission) {
        switch emission.record {
        case .flowOpened(let opened): flows[emission.flow] = opened
        case .exchange(let exchange): look(at: exchange, of: emission.flow)
        case .command(let command): look(at: command, of: emission.flow)
        case .flowClosed: flows[emission.flow] = nil
        default: break
        }
    }

    // MARK: Looking

    private mutating func look(at exchange: HTTPExchange, of flow: FlowID) {
        guard let request = exchange.request else { return }
        let carried = carriedTokens(request).filter { isWanted($0.value) }.map(\.what)
        var given = exchange.response.map { givenTokens($0) } ?? []
        if case .user(let name) = wanted, let user = request.facts?.user, isUser(user, name) {
            for token in given { values.insert(CanonicalValue.text(of: token.value)) }
        }
        given = given.filter { isWanted($0.value) }
        guard !carried.isEmpty || !given.isEmpty else { return }
        var what: [String] = []
        if let first = carried.first { what.append(verdict(exchange, first)) }
        for token in given { what.append(carried.isEmpty ? "issues \(token.what)" : "sets \(token.what)") }
        let answer = exchange.response.map { " → \($0.status)" } ?? " → no answer"
        add(
            request.at, flow, "\(request.method) \(redactor.shownTarget(request.target))\(answer)",
            what.joined(separator: ", "))
    }

    /// A line; those that find no room are counted.
    mutating func add(_ at: PacketReference, _ flow: FlowID, _ exchange: String, _ what: String) {
        guard lines.count < SessionTimeline.limit else { return lost += 1 }
        let ends = flows[flow].map { "\($0.client) → \($0.server)" } ?? ""
        lines.append(Line(at: at, flow: flow, ends: ends, exchange: exchange, what: what))
    }

    private func verdict(_ exchange: HTTPExchange, _ what: String) -> String {
        switch exchange.response?.status ?? 0 {
        // Everybody gets the page to sign in at.
        case 200..<400 where Paths.isLogin(exchange.request?.target ?? ""): "presented with \(what)"
        case 200...299, 304, 101: "accepted with \(what)"
        case 401, 419, 440: "refused with \(what)"
        case 429: "limited with \(what)"
        default: "presented with \(what)"
        }
    }

    mutating func isWanted(_ value: String) -> Bool {
        if values.contains(value) || values.contains(CanonicalValue.text(of: value)) { return true }
        guard let label else { return false }
        return redactor.label(of: value) == label
    }

    private mutating func isUser(_ user: String, _ name: String) -> Bool {
        user == name || redactor.label(of: user, as: .credential) == name
    }

    private func carriedTokens(_ request: HTTPRequest) -> [(what: String, value: String)] {
        var tokens = request.cookies.map { (what: "cookie \($0.name)", value: $0.value) }
        tokens += request.sessionHeaders.map { (what: "header \($0.name)", value: $0.value) }
        if let authorization = request.authorization {
            tokens.append((what: authorization.scheme, value: authorization.value))
        }
        if let token = request.facts?.refreshToken { tokens.append((what: "refresh token", value: token)) }
        guard Redactor.holdsValues(request.target) else { return tokens }
        for part in request.target.split(whereSeparator: { "?&;#".contains($0) }).dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let value = part[part.index(after: equals)...].prefix { $0 != "/" }
            if value.utf8.count >= 4 { tokens.append((what: "parameter \(part[..<equals])", value: String(value))) }
        }
        return tokens
    }

    private func givenTokens(_ response: HTTPResponse) -> [(what: String, value: String)] {
        var tokens = response.setCookies.map { (what: "cookie \($0.name)", value: $0.value) }
        tokens += response.sessionHeaders.map { (what: "header \($0.name)", value: $0.value) }
        if let token = response.facts?.accessToken { tokens.append((what: "access token", value: token)) }
        if let token = response.facts?.refreshToken { tokens.append((what: "refresh token", value: token)) }
        if let token = response.facts?.socketIOSession { tokens.append((what: "parameter sid", value: token)) }
        return tokens
    }

    // MARK: Writing

    public mutating func finish(_ conclusions: Conclusions) {
        var page = TextPage(width: options.width, usesColor: options.usesColor)
        let clock = TextClock(from: conclusions.capture.first, to: conclusions.capture.last)
        lines.sort { $0.at.packet < $1.at.packet }
        if lines.isEmpty { page.line([.init("nothing in this capture carries it")]) }
        let digits = lines.map { String($0.at.packet).count }.max() ?? 1
        let widest = lines.map { TerminalText.columns(of: $0.ends) }.max() ?? 0
        var before: Timestamp?
        for line in lines {
            let silence = before.map { "+" + Quantity.seconds(line.at.time.seconds(since: $0)) } ?? ""
            let number = "#\(line.at.packet)"
            page.line([
                .init(number + String(repeating: " ", count: max(0, digits + 2 - number.count)), .strong),
                .init(clock.text(line.at.time) + "  "),
                .init(silence + String(repeating: " ", count: max(0, 10 - silence.count)), .faint),
                .init(
                    line.ends + String(repeating: " ", count: max(1, widest + 2 - TerminalText.columns(of: line.ends)))),
                .init(line.exchange + "  "), .init(line.what, .faint),
            ])
            before = line.at.time
        }
        if lost > 0 { page.line([.init("and \(Quantity.count(UInt64(lost), "more line"))", .faint)]) }
        findings(conclusions, clock, &page)
        sink.write(page.text)
        sink.flush()
    }

    /// The findings about it.
    private mutating func findings(_ conclusions: Conclusions, _ clock: TextClock, _ page: inout TextPage) {
        var number = 0
        for finding in conclusions.printed(options) {
            let keys = finding.occurrences.compactMap(\.session)
            guard keys.contains(where: { isWanted($0) }) else { continue }
            page.blank()
            number += 1
            FindingText(finding: finding, number: number, clock: clock).write(to: &page, redactor: &redactor)
        }
    }
}
