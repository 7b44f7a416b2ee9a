import Records

/// What a command's answer says of the key it names.
enum StorePresence: Sendable, Equatable {
    /// It was there, and stays.
    case there
    /// It was there, and the command took it away.
    case goes
    case absent
    /// It is there now.
    case written
    case deleted
    case unknown

    init(_ command: StoreCommand, _ result: StoreCommand.Result) {
        let effect = command.effect
        if effect.contains(.asksLifetime) {
            self = command.ttl == -2 ? .absent : .there
        } else if effect.contains(.writes) {
            self = Self.written(effect, result)
        } else if effect.contains(.reads) {
            self = Self.read(effect, result)
        } else if effect.contains(.deletes) {
            self = Self.counted(result) == true ? .deleted : .unknown
        } else if effect.contains(.counts) {
            guard command.keyCount <= 1, let isThere = Self.counted(result) else {
                self = .unknown
                return
            }
            self = isThere ? .there : .absent
        } else if effect.contains(.renames) {
            self = result == .ok ? .deleted : .unknown
        } else if effect.contains(.changes) {
            self = result == .notStored || result == .miss ? .unknown : .written
        } else {
            self = .unknown
        }
    }

    private static func written(_ effect: StoreEffect, _ result: StoreCommand.Result) -> StorePresence {
        switch result {
        case .ok, .stored: return .written
        case .integer(let count): return count > 0 ? .written : .unknown
        case .hit:
            return effect.contains(.answersOld) && !effect.contains(.ifAbsent) ? .written : .unknown
        case .miss:
            return effect.contains(.answersOld) && !effect.contains(.ifPresent) ? .written : .unknown
        case .exists, .notStored, .error: return .unknown
        }
    }

    private static func read(_ effect: StoreEffect, _ result: StoreCommand.Result) -> StorePresence {
        switch result {
        case .hit: return effect.contains(.deletes) ? .goes : .there
        case .miss: return .absent
        default: return .unknown
        }
    }

    private static func counted(_ result: StoreCommand.Result) -> Bool? {
        switch result {
        case .integer(let count): count > 0
        case .ok, .stored, .hit: true
        case .miss: false
        case .exists, .notStored, .error: nil
        }
    }
}
