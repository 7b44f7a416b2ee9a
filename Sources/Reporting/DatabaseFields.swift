import Records

/// Members of a database connection and of what happened in it.
extension FieldWriter {
    /// All but the events, which the formats place differently.
    mutating func fields(of session: DatabaseSession) {
        json.field("user", session.user)
        json.field("database", session.database)
        json.field("application", session.application)
        json.field("server_version", session.serverVersion)
        json.field("backend_id", session.backendID)
        json.field("authenticated", session.authenticated)
        json.key("transactions")
        json.beginObject()
        json.field("committed", session.committed)
        json.field("rolled_back", session.rolledBack)
        json.field("open_at_end", session.openAtEnd)
        json.endObject()
        json.field("ended", session.ended?.rawValue)
    }

    mutating func fields(of event: DatabaseEvent) {
        reference(event.at)
        json.field("kind", event.kind.rawValue)
        json.field("code", event.code)
        boundedText("message", redactor.showsSecrets ? event.message : event.safeMessage)
    }
}
