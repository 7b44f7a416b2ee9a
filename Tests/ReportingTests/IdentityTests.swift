import Diagnosis
import Records
import Reporting
import Testing

@Suite("Identities")
struct IdentityTests {
    @Test(
        "the community id is that of the specification",
        arguments: [
            ("128.232.110.120", 34855, "66.35.250.204", 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
            ("66.35.250.204", 80, "128.232.110.120", 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        ] as [(String, UInt16, String, UInt16, String)])
    func community(one: String, port: UInt16, other: String, otherPort: UInt16, expected: String) {
        #expect(CommunityID.text(Sample.endpoint(one, port), Sample.endpoint(other, otherPort)) == expected)
    }

    @Test("a flow between two versions of IP has no community id")
    func mixed() {
        #expect(CommunityID.text(Sample.endpoint("10.0.0.1", 1), Sample.endpoint("::1", 1)) == nil)
    }

    @Test("a finding has the same id when it is seen at another time, more often, or with another cause")
    func stable() {
        var other = Sample.finding()
        other.count = 99
        other.first = Sample.at(1000, 5000)
        other.cause = "else"
        var one = [Sample.finding()]
        var two = [other]
        FindingIdentity.assign(&one)
        FindingIdentity.assign(&two)
        #expect(one[0].id == two[0].id)
        #expect(one[0].id == "745b555c")
    }

    @Test("findings of one code and subject get different ids, the same ones each time")
    func collisions() {
        var findings = Array(repeating: Sample.finding(), count: 5)
        FindingIdentity.assign(&findings)
        #expect(Set(findings.map(\.id)).count == 5)
        var again = Array(repeating: Sample.finding(), count: 5)
        FindingIdentity.assign(&again)
        #expect(findings.map(\.id) == again.map(\.id))
    }

    @Test("the key of a session is no part of an id, and ids that are set stay")
    func sessions() {
        var one = [Sample.finding(subject: .init(kind: .session, id: "a"))]
        var two = [Sample.finding(subject: .init(kind: .session, id: "b"))]
        FindingIdentity.assign(&one)
        FindingIdentity.assign(&two)
        #expect(one[0].id == two[0].id)
        one[0].id = "kept"
        FindingIdentity.assign(&one)
        #expect(one[0].id == "kept")
    }
}
