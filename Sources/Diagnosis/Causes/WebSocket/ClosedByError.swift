import Correlation
import Records

/// `websocket.closed-by-error`
enum ClosedByError: Cause {
    static let rank = Rank.protocol

    /// Codes that say failure (RFC 6455 § 7.4.1, IANA), and what they say.
    private static let meanings: [UInt16: String] = [
        1002: "a protocol error", 1003: "data of a kind it cannot accept", 1007: "text that is not UTF-8",
        1008: "a violation of its policy", 1009: "a message too big for it", 1010: "a missing extension",
        1011: "an unexpected condition in the program", 1013: "try again later: overloaded",
        1014: "a gateway that got a bad answer", 3000: "not authorized", 3003: "forbidden", 3008: "a timeout",
    ]

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isEnd, let session = symptom.facts.webSocket, let close = session.close, let code = close.code,
            !(WebSocketEnding(symptom)?.isHeartbeatGivenUp ?? false)
        else { return nil }
        let isGraphQL = (4400...4499).contains(code) && session.subprotocol?.lowercased().contains("graphql") == true
        let isFailure = meanings[code] != nil || isGraphQL
        guard isFailure || (3000...4999).contains(code) else { return nil }
        let meaning = meanings[code] ?? (isGraphQL ? "an error of its GraphQL protocol" : "a reason of the application")
        let reason = close.reason.map { SafeText.words($0) }.flatMap { $0.isEmpty ? nil : "\"\($0)\"" }
        let target = session.target.map { SafeText.path($0) } ?? "a WebSocket"
        let by = scene.actor(close.by, of: symptom.facts)
        return Verdict(
            isFailure ? .error : .info, .certain, subject: symptom.serverSubject, by: by, at: close.at,
            flow: symptom.facts.id,
            note: "\(target): Close \(code) by the \(by.role.rawValue)" + (reason.map { " \($0)" } ?? ""),
            cause: "The \(by.role.rawValue) closed the WebSocket \(target) with code \(code): \(meaning)"
                + (reason.map { ", in its own words \($0)." } ?? "."),
            evidence: [
                symptom.evidence(session.opened.packet, "WebSocket \(target) opened"),
                symptom.evidence(close.at.packet, "Close \(code)"),
            ], fixes: fixes(code))
    }

    // MARK: Words

    private static func fixes(_ code: UInt16) -> [Finding.Fix] {
        switch code {
        case 1009:
            [
                Finding.Fix(
                    for: "application",
                    "Raise the limit of the side that closed (ws: maxPayload, websockets: max_size, Tomcat: "
                        + "maxTextMessageBufferSize), or send smaller messages."
                )
            ]
        case 1011, 1014:
            [
                Finding.Fix(
                    for: "server",
                    "Its log at that time has the exception: an error in the handler ends the WebSocket with this code."
                )
            ]
        case 1008, 3000, 3003, 4400...4499:
            [
                Finding.Fix(
                    for: "client",
                    "Renew the credentials before it connects again; the server does not accept the ones it had.")
            ]
        case 1013:
            [Finding.Fix(for: "client", "Wait with a growing, random delay before the next attempt.")]
        default:
            [
                Finding.Fix(
                    for: "both sides",
                    "Look into the log of the side that closed: it found something it must not accept.")
            ]
        }
    }

    static let entry = HandbookEntry(
        "websocket.closed-by-error", "WebSocket closed with an error code", .drop, layer: 7,
        severities: [.error, .info],
        severityRule:
            "error for 1002, 1003, 1007 to 1011, 1013, 1014, 3000, 3003, 3008 and graphql-ws 44xx; other 3xxx and "
            + "4xxx info",
        meaning:
            "One side ended the WebSocket on purpose and said why: the code of its Close frame. 1009 is a message "
            + "too big, 1011 an exception in the program, 1008 a policy, 4xxx whatever the application defines.",
        proof: "websocket.opcode == 8, and there websocket.payload.close.status_code and the reason.",
        mending: fixes(1011) + fixes(1009) + fixes(1008) + Mending.messageLimits)
}
