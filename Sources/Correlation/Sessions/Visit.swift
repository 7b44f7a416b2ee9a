import Records

/// An exchange as the ledger looks at it.
struct Visit {
    /// What an answer says of the token that came with its request.
    enum Outcome: Equatable {
        case good, neutral, limited
        case refused(Refusal)
    }

    let exchange: HTTPExchange
    let request: HTTPRequest
    let isTLS: Bool
    var passage: Passage
    var client: UInt32
    var agent: UInt64
    var server: UInt32
    var sighting = -1
    var outcome = Outcome.neutral
    /// Whether the client of this leg is a proxy, by its own words.
    var isRelayed: Bool
    let target: TargetScan
    /// Of method and path.
    var path: UInt64
    /// What its path is for, by its words.
    var isLoginPath: Bool { target.words.isLogin }
    var isLogoutPath: Bool { target.words.hasLogout }

    var at: PacketReference { passage.answered ?? passage.asked }
    var status: UInt16 { passage.status }

    /// A sign-in or a request for tokens: what it answers is said of credentials, not of a session.
    var isLogin: Bool {
        if let facts = request.facts, facts.hasPassword || facts.grantType != nil || facts.refreshToken != nil {
            return true
        }
        return isLoginPath && request.method == "POST"
    }

    var isLoginSuccess: Bool {
        guard isLogin, let response = exchange.response else { return false }
        if response.status / 100 == 2 { return response.facts?.errorCode == nil }
        guard response.status / 100 == 3 else { return false }
        return !Paths.isLogin(response.location ?? "")
    }

    var isLogout: Bool {
        if isLogoutPath { return true }
        return request.method == "DELETE" && (!request.sessionHeaders.isEmpty || target.words.hasSession)
    }

    static func outcome(_ visit: Visit) -> Outcome {
        guard let response = visit.exchange.response, !visit.isLogin else { return .neutral }
        switch visit.exchange.grpc?.status {
        case GRPCStatus.resourceExhausted: return .limited
        case GRPCStatus.unauthenticated: return .refused(.unauthenticated)
        default: break
        }
        let status = response.status
        // Everybody gets the page to sign in at: it says nothing of a session.
        if visit.isLoginPath, status < 400 { return .neutral }
        switch status {
        case 200...299, 304, 101: return .good
        case 429: return .limited
        case 301, 302, 303, 307:
            let isSent = Paths.isLogin(response.location ?? "") && !visit.isLoginPath
            return isSent && !visit.isLogout ? .refused(.toLogin(status)) : .neutral
        case 401:
            let challenge = response.challenge?.lowercased() ?? ""
            let isHandshake = challenge.contains("ntlm") || challenge.contains("negotiate")
            return isHandshake ? .neutral : .refused(.status(401))
        case 419, 440: return .refused(.status(status))
        default: break
        }
        if response.facts?.saysSessionUnknown == true, [400, 403, 404, 410, 422, 500].contains(status) {
            return .refused(.saysUnknown(status))
        }
        if status == 400, response.facts?.errorCode == "1", visit.request.target.contains("EIO=") {
            return .refused(.saysUnknown(status))
        }
        return status == 403 ? .refused(.forbidden) : .neutral
    }
}
