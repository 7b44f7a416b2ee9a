import Correlation
import Records

/// The store's part in a session's life.
extension SessionTimeline {
    /// A command about a key with the wanted identifier is a line of its own.
    mutating func look(at command: StoreCommand, of flow: FlowID) {
        for key in [command.key].compactMap({ $0 }) + command.moreKeys {
            let parts = StoreKey(key)
            guard parts.identifier.utf8.count >= 8, isWanted(parts.identifier) else { continue }
            let result = command.result.map { " → \($0.name)" } ?? " → no answer"
            add(
                command.at, flow, "\(command.command) \(redactor.shownKey(key))\(result)", words(command, key))
        }
    }

    /// What it did to the session, and which lifetime runs from there on.
    private mutating func words(_ command: StoreCommand, _ key: String) -> String {
        let effect = command.effect
        let isMiss = command.result == .miss || command.result == .integer(0)
        if effect.contains(.writes), command.result == .miss, effect.contains(.answersOld) {
            return stored(command, key)
        }
        if isMiss, !effect.isDisjoint(with: [.reads, .counts]) {
            guard let life = lives[key], StoreClock.hasReached(life.end, at: command.at.time) else { return "missed" }
            return "expired: its \(Quantity.seconds(life.seconds)) are over, missed"
        }
        guard command.result != nil, command.result != .error, command.result != .notStored else { return "" }
        if effect.contains(.deletes) {
            lives[key] = nil
            return "deleted"
        }
        if effect.contains(.writes) { return stored(command, key) }
        if effect.contains(.extends) { return live(command, key, "extended") }
        if effect.contains(.persists) {
            lives[key] = nil
            return "made to stay for ever"
        }
        if effect.contains(.asksLifetime) { return command.ttl.map { "has \(Quantity.seconds($0)) to live" } ?? "" }
        if effect.contains(.changes) { return "stored in part" }
        return effect.isDisjoint(with: [.reads, .readsPart]) ? "" : "read"
    }

    private mutating func stored(_ command: StoreCommand, _ key: String) -> String {
        if command.effect.contains(.keepsLifetime) { return "stored, lifetime kept" }
        return live(command, key, "stored")
    }

    private mutating func live(_ command: StoreCommand, _ key: String, _ what: String) -> String {
        guard let seconds = command.ttl, seconds > 0 else {
            lives[key] = nil
            return "\(what) without an end"
        }
        lives[key] = (command.at.time.advanced(bySeconds: seconds), seconds)
        return "\(what) for \(Quantity.seconds(seconds))"
    }
}
