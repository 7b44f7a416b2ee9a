import Diagnosis

/// The ids of findings that are told one by one: the same finding has the same id each time, and no other one has it.
struct FindingNames {
    private struct Key: Hashable {
        var code: String
        var subject: Finding.Subject
    }

    /// Findings remembered.
    private static let limit = 65_536

    private var ids: [Key: String] = [:]
    private var taken: Set<String> = []

    /// The findings with their ids.
    mutating func named(_ findings: [Finding]) -> [Finding] {
        findings.map { finding in
            guard finding.id.isEmpty else { return finding }
            let key = Key(code: finding.code, subject: finding.subject)
            var named = finding
            named.id = ids[key] ?? FindingIdentity.free(for: finding, among: taken)
            if ids.count >= Self.limit, ids[key] == nil {
                ids = [:]
                taken = []
            }
            ids[key] = named.id
            taken.insert(named.id)
            return named
        }
    }

    /// The findings, those with their ids that were told before.
    func recognised(_ findings: [Finding]) -> [Finding] {
        guard !ids.isEmpty else { return findings }
        return findings.map { finding in
            var named = finding
            named.id = ids[Key(code: finding.code, subject: finding.subject)] ?? finding.id
            return named
        }
    }
}
