import Correlation
import Records

/// `grpc.failed`
enum GRPCFailed: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .callFailed(let call) = symptom.kind, let status = status(call.failure),
            // Sessions have rules of their own.
            status != GRPCStatus.unauthenticated
        else { return nil }
        let connection = CallConnection(call, in: scene)
        if connection.vanished || connection.isAftermath(of: call) || connection.explains(call) { return nil }
        let failure = call.failure
        let name = GRPCStatus.name(status)
        let method = SafeText.words(failure.request)
        let isDeadline = failure.kind == .deadline
        let severity = severity(status)
        var verdict = Verdict(
            severity, .certain, subject: symptom.serverSubject,
            by: isDeadline ? scene.clientActor(symptom.facts) : scene.serverActor(symptom.facts), at: failure.ended,
            flow: call.flow,
            note: "\(method): \(name) after \(Figure.seconds(failure.waited))\(quotation(failure))",
            cause: words(call, name, method, scene), evidence: evidence(symptom, failure, name),
            fixes: severity == .info ? [] : fixes(status))
        verdict.cases = Int(clamping: scene.correlation.failedCalls.total(like: call))
        return verdict
    }

    private static func status(_ failure: HTTP2Failure) -> UInt32? {
        switch failure.kind {
        case .status(let status): status
        case .deadline: GRPCStatus.deadlineExceeded
        case .reset, .cut: nil
        }
    }

    private static func severity(_ status: UInt32) -> Finding.Severity {
        switch status {
        case GRPCStatus.unknown, GRPCStatus.deadlineExceeded, GRPCStatus.internal, GRPCStatus.unavailable,
            GRPCStatus.dataLoss:
            .error
        case GRPCStatus.resourceExhausted, GRPCStatus.aborted: .warning
        default: .info
        }
    }

    private static func evidence(_ symptom: Symptom, _ failure: HTTP2Failure, _ name: String) -> [Finding.Evidence] {
        let method = SafeText.words(failure.request)
        let end =
            failure.kind == .deadline
            ? "RST_STREAM CANCEL by the client, \(Figure.seconds(failure.waited)) later" : "grpc-status \(name)"
        return [
            symptom.evidence(failure.asked.packet, "\(method): the call" + deadlineWords(failure)),
            symptom.evidence(failure.ended.packet, end),
        ]
    }

    // MARK: Words

    private static func deadlineWords(_ failure: HTTP2Failure) -> String {
        failure.deadline.map { ", grpc-timeout \(Figure.seconds($0))" } ?? ""
    }

    private static func quotation(_ failure: HTTP2Failure) -> String {
        guard let text = failure.message, !text.isEmpty else { return "" }
        return ", \u{201c}\(SafeText.words(text))\u{201d}"
    }

    private static func words(_ call: FailedCall, _ name: String, _ method: String, _ scene: Scene) -> String {
        let failure = call.failure
        let total = scene.correlation.failedCalls.total(like: call)
        let times = total > 1 ? " (\(total) calls ended so)" : ""
        if failure.kind == .deadline {
            return
                "\(call.server) did not answer \(method) within its deadline of \(Figure.seconds(failure.deadline ?? 0)); the client "
                + "cancelled it after \(Figure.seconds(failure.waited)), without a status ever coming: DEADLINE_EXCEEDED\(times)."
        }
        return
            "\(call.server) ended \(method) with \(name)\(quotation(failure))\(times), \(Figure.seconds(failure.waited)) after the call."
    }

    private static func fixes(_ status: UInt32) -> [Finding.Fix] {
        switch status {
        case GRPCStatus.deadlineExceeded: deadline + [retries]
        case GRPCStatus.resourceExhausted: limits
        case GRPCStatus.unavailable: [server, retries, names]
        default: [server, retries]
        }
    }

    private static let server = Finding.Fix(
        for: "server",
        "The message and the server's log name the reason: UNAVAILABLE and INTERNAL of an application are its own words, UNKNOWN is "
            + "an exception that nobody caught.")
    private static let retries = Finding.Fix(
        for: "grpc-go, grpc-java, grpc-python",
        "A retryPolicy in the service config for methods that may be repeated.",
        setting:
            "{\"methodConfig\": [{\"name\": [{\"service\": \"shop.Cart\"}], \"retryPolicy\": {\"maxAttempts\": 4, \"initialBackoff\": "
            + "\"0.1s\", \"maxBackoff\": \"2s\", \"backoffMultiplier\": 2, \"retryableStatusCodes\": [\"UNAVAILABLE\"]}}]}"
    )
    private static let names = Finding.Fix(
        for: "client", "Several addresses and round_robin, so that one server that is down is left out.",
        setting: "{\"loadBalancingConfig\": [{\"round_robin\": {}}]}")
    private static let deadline = [
        Finding.Fix(
            for: "server",
            "Find what the call waits for (a lock, a full pool, a slow query); check the deadline that came "
                + "(ctx.Err(), context.time_remaining()) and stop work that nobody waits for."),
        Finding.Fix(
            for: "client",
            "A deadline for each method by what it needs, passed on to the calls behind it: grpc-go context.WithTimeout, grpc-java "
                + "withDeadlineAfter, grpc-python timeout=.",
            setting: "stub.View(request, timeout=5)"),
        Finding.Fix(
            for: "nginx, Envoy",
            "Proxies have limits of their own: grpc_read_timeout (60 s); the route's timeout and max_stream_duration.",
            setting: "grpc_read_timeout 60s;"),
    ]
    private static let limits = [
        Finding.Fix(
            for: "client",
            "Call less often, or wait as grpc-retry-pushback-ms says; messages above max_receive_message_length (4 MiB) end so, too.",
            setting: "(\"grpc.max_receive_message_length\", 16 * 1024 * 1024)"),
        Finding.Fix(for: "server", "Raise the limit that the message names, or give each client one of its own."),
    ]

    static let entry = HandbookEntry(
        "grpc.failed", "gRPC call failed", .drop, layer: 7, severities: [.error, .warning, .info],
        severityRule:
            "error for UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS; warning for RESOURCE_EXHAUSTED (tied to a "
            + "session: session.rate-limited) and ABORTED; UNAUTHENTICATED by the rules of sessions; else info",
        meaning:
            "A gRPC call ended with another status than OK. It travels in the trailers, with HTTP status 200, so that proxies and "
            + "browsers see nothing wrong. UNAVAILABLE: the server or what it needs is down; DEADLINE_EXCEEDED: it took longer than "
            + "the caller wanted to wait, and often no status comes at all, only a RST_STREAM CANCEL at the very moment when "
            + "grpc-timeout runs out; INTERNAL and UNKNOWN: errors in programs.",
        proof:
            "grpc.status_code != 0 (Wireshark: http2.header.name == \"grpc-status\"), with grpc-message beside it; the call itself has "
            + "grpc-timeout. For a deadline compare the time between the call and the RST_STREAM with it.",
        mending: deadline + [server, retries, names] + limits)
}
