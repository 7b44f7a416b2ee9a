import Records

/// Members of an HTTP/2 connection.
extension FieldWriter {
    mutating func fields(of connection: HTTP2Connection) {
        goAways(connection.goAways)
        resets(connection.resets)
        json.key("pings")
        json.beginObject()
        json.field("client", connection.pings.client)
        json.field("server", connection.pings.server)
        json.field("unanswered", connection.unansweredPings.client &+ connection.unansweredPings.server)
        json.endObject()
    }

    private mutating func goAways(_ goAways: [HTTP2Connection.GoAway]) {
        guard !goAways.isEmpty else { return }
        json.key("goaways")
        json.beginArray()
        for goAway in goAways {
            json.beginObject()
            reference(goAway.at)
            json.field("by", goAway.by.rawValue)
            code(goAway.code, "code", HTTP2Names.errors)
            json.field("last_stream_id", goAway.lastStreamID)
            boundedText("debug", goAway.debug.map { redactor.shownProse($0) })
            json.endObject()
        }
        json.endArray()
    }

    private mutating func resets(_ resets: [HTTP2Connection.StreamReset]) {
        guard !resets.isEmpty else { return }
        json.key("resets")
        json.beginArray()
        for reset in resets {
            json.beginObject()
            reference(reset.at)
            json.field("by", reset.by.rawValue)
            json.field("stream_id", reset.streamID)
            code(reset.code, "code", HTTP2Names.errors)
            json.endObject()
        }
        json.endArray()
    }

    /// The call of an exchange over HTTP/2.
    mutating func grpc(_ call: GRPCCall) {
        json.key("grpc")
        json.beginObject()
        // Both are empty where the request was not captured.
        json.field("service", call.service.isEmpty ? nil : call.service)
        json.field("method", call.method.isEmpty ? nil : call.method)
        json.field("deadline", seconds: call.deadline)
        sides("messages", call.messages)
        if let status = call.status { code(status, "status", HTTP2Names.statuses) }
        boundedText("message", call.message.map { redactor.shownProse($0) })
        json.endObject()
    }

    /// The registered name of a code, else its number.
    private mutating func code(_ code: UInt32, _ name: StaticString, _ names: [StaticString]) {
        if code < UInt32(names.count) {
            json.field(name, names[Int(code)])
        } else {
            json.field(name, code)
        }
    }
}

/// Names of codes, in lower snake case, by their numbers.
private enum HTTP2Names {
    /// HTTP/2 Error Code registry (RFC 9113 § 7).
    static let errors: [StaticString] = [
        "no_error", "protocol_error", "internal_error", "flow_control_error", "settings_timeout", "stream_closed",
        "frame_size_error", "refused_stream", "cancel", "compression_error", "connect_error", "enhance_your_calm",
        "inadequate_security", "http_1_1_required",
    ]
    /// Status codes of gRPC.
    static let statuses: [StaticString] = [
        "ok", "cancelled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists",
        "permission_denied", "resource_exhausted", "failed_precondition", "aborted", "out_of_range", "unimplemented",
        "internal", "unavailable", "data_loss", "unauthenticated",
    ]
}
