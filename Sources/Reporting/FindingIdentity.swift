import Crypto
public import Diagnosis
import Records

/// Names for findings that are the same from run to run.
public enum FindingIdentity {
    /// Sets the `id` of every finding that has none.
    ///
    /// It is the first eight hexadecimal digits of SHA-256 over code, subject kind, addresses and names without secrets.
    /// Where two findings would have the same, who caused it is added, then a number in their order.
    public static func assign(_ findings: inout [Finding]) {
        var taken = Set(findings.map(\.id).filter { !$0.isEmpty })
        for index in findings.indices where findings[index].id.isEmpty {
            let id = free(for: findings[index], among: taken)
            findings[index].id = id
            taken.insert(id)
        }
    }

    /// An id for `finding` that is not among those `taken`.
    static func free(for finding: Finding, among taken: Set<String>) -> String {
        var parts = names(of: finding)
        var id = digest(parts)
        if !taken.contains(id) { return id }
        parts.append(actor(of: finding))
        id = digest(parts)
        var number = 2
        while taken.contains(id) {
            id = digest(parts + [String(number)])
            number += 1
        }
        return id
    }

    /// A session's name is a secret, and its label depends on the capture: who ended it stands for it.
    private static func names(of finding: Finding) -> [String] {
        let subject = finding.subject.kind == .session ? actor(of: finding) : finding.subject.id
        return [finding.code, finding.subject.kind.rawValue, subject]
    }

    /// The role and address; a client's port is another one each time.
    private static func actor(of finding: Finding) -> String {
        guard let endpoint = finding.by.endpoint else { return finding.by.role.rawValue }
        let place = finding.by.role == .client ? endpoint.address.description : endpoint.description
        return finding.by.role.rawValue + " " + place
    }

    private static func digest(_ parts: [String]) -> String {
        let text = parts.joined(separator: "\n")
        return Hexadecimal.text(SHA256.hash(data: Array(text.utf8)).prefix(4))
    }
}
