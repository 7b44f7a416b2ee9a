import Captures
import Dissection

/// Key logs that grow while packets are analyzed.
struct KeyFeed {
    /// Octets that are read at once: some thousands of secrets.
    private static let pieceLength = 1 << 20

    private var sources: [Source]

    init(_ files: [FollowedFile]) { sources = files.map { Source(file: $0) } }

    /// Secrets that came since; `nil` where there are no more.
    mutating func next() -> KeyLog? {
        for index in sources.indices {
            if let log = sources[index].next(limit: Self.pieceLength) { return log }
        }
        return nil
    }

    /// What the user should know of the files since this was last asked.
    mutating func takeRemarks() -> [String] {
        var remarks: [String] = []
        for index in sources.indices { remarks += sources[index].takeRemarks() }
        return remarks
    }

    /// One of the files, and where in its text it stands.
    private struct Source {
        let file: FollowedFile
        private var log = KeyLog()
        private var isBadLineTold = false
        private var remarks: [String] = []

        init(file: FollowedFile) {
            self.file = file
            if let reason = file.reason { tellMissing(reason) }
        }

        mutating func next(limit: Int) -> KeyLog? {
            var added = file.read(limit: limit)
            if added.isEmpty {
                switch file.look() {
                case .begins:
                    log = KeyLog()
                    added = file.read(limit: limit)
                case .missing(let reason): tellMissing(reason)
                case nil: break
                }
            }
            guard !added.isEmpty else { return nil }
            log.absorb(added)
            let secrets = log.takeSecrets()
            if let line = secrets.firstBadLine { tellBadLine(line) }
            return secrets
        }

        private mutating func tellMissing(_ reason: String) {
            remarks.append("\(file.path): \(reason); it is read as soon as it can be")
        }

        private mutating func tellBadLine(_ line: Int) {
            guard !isBadLineTold else { return }
            isBadLineTold = true
            remarks.append("\(file.path): line \(line) is not of a key log, and left out; so are others like it")
        }

        mutating func takeRemarks() -> [String] {
            defer { remarks = [] }
            return remarks
        }
    }
}
