import Diagnosis
import Records

/// Which findings are news: told when they are certain or likely for the first time, then only now and then how far they
/// have grown.
struct FindingNews {
    private struct Key: Hashable {
        var code: String
        var subject: Finding.Subject
    }

    private struct Told {
        var severity: Finding.Severity
        var count: Int
    }

    /// Findings remembered as told.
    private static let limit = 65_536

    private var told: [Key: Told] = [:]
    private var growing: [Key: Finding] = [:]

    /// Findings told, by severity.
    var tally: [Finding.Severity: Int] {
        told.values.reduce(into: [:]) { $0[$1.severity, default: 0] += 1 }
    }

    /// Takes findings that are new or have grown; gives those to tell at once.
    mutating func take(_ changed: [Finding]) -> [Finding] {
        var news: [Finding] = []
        for finding in changed where finding.confidence > .possible {
            let key = Key(code: finding.code, subject: finding.subject)
            if let known = told[key], finding.severity <= known.severity {
                growing[key] = finding
                continue
            }
            if told.count >= Self.limit { told.removeAll() }
            told[key] = Told(severity: finding.severity, count: finding.count)
            growing[key] = nil
            news.append(finding)
        }
        return news
    }

    /// Whether a finding was told.
    func hasTold(_ finding: Finding) -> Bool { told[Key(code: finding.code, subject: finding.subject)] != nil }

    /// Those told before that have grown since they or their growth was last told.
    mutating func takeGrown() -> [Finding] {
        let grown = growing.filter { key, finding in told[key].map { $0.count != finding.count } ?? false }
        growing.removeAll()
        for (key, finding) in grown { told[key]?.count = finding.count }
        return grown.values.sorted { left, right in
            left.last.packet == right.last.packet ? left.code < right.code : left.last.packet < right.last.packet
        }
    }
}
