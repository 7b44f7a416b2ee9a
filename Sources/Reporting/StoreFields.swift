import Records

/// Members of a command to a store.
extension FieldWriter {
    mutating func fields(of command: StoreCommand) {
        reference(command.at)
        json.field("command", command.command)
        if let key = command.key { json.field("key", redactor.shownKey(key)) }
        json.field("ttl", seconds: command.ttl)
        switch command.result {
        case .integer(let value): json.field("result", value)
        case let result?: json.field("result", result.name)
        case nil: break
        }
        boundedText("error", command.error)
        json.field("latency", seconds: command.latency)
    }
}
