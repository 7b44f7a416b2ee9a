import Testing

@testable import Diagnosis

@Suite struct KnownDefaultsTests {
    @Test(arguments: [(59.8, true), (60.06, true), (60.9, true), (59.6, false), (61.5, false)])
    func `a timer may fire a little early and one check late`(seconds: Double, fits: Bool) {
        let found = KnownDefaults.matching(seconds, purposes: [.silence], end: .fin)
        #expect(found.contains { $0.software == "nginx" } == fits)
    }

    @Test func `a number alone names a class, a Server header narrows it`() throws {
        let anybody = KnownDefaults.matching(60.1, purposes: [.silence], end: .fin)
        #expect(Set(anybody.map(\.software)).count >= 3)
        #expect(try #require(KnownDefaults.sentence(anybody, software: "")).contains("not a product"))

        let named = KnownDefaults.matching(60.1, purposes: [.silence], end: .fin, software: "Apache/2.4 AWSALB")
        #expect(["Apache httpd", "AWS Application Load Balancer"].contains(named[0].software))
        #expect(try #require(KnownDefaults.sentence(named, software: "Apache/2.4")).contains("name Apache httpd"))
    }

    @Test func `a silence that nobody has by default is nobody's`() {
        #expect(KnownDefaults.matching(43, purposes: [.silence, .keepAlive]).isEmpty)
        #expect(KnownDefaults.sentence([], software: "nginx") == nil)
    }

    @Test func `what may have forgotten a connection is not slower than the silence`() {
        #expect(KnownDefaults.states(within: 400).allSatisfy { $0.seconds == 350 })
        #expect(KnownDefaults.states(within: 30).isEmpty)
    }

    @Test func `the table is complete`() {
        #expect(KnownDefaults.table.count >= 60)
        for entry in KnownDefaults.table {
            #expect(entry.seconds > 0 && entry.lateness > 0 && !entry.ends.isEmpty && !entry.source.isEmpty)
            #expect(entry.ends.contains(.status) == !entry.status.isEmpty)
        }
    }

    @Test func `figures read like figures`() {
        #expect(Figure.seconds(0.0042) == "4.2 ms")
        #expect(Figure.seconds(5.006) == "5.01 s")
        #expect(Figure.seconds(62.07) == "62.1 s")
        #expect(Figure.seconds(350.4) == "350 s")
        #expect(Figure.seconds(.infinity) == "0 s")
        #expect(Figure.percent(0.0213) == "2.1 %")
        #expect(Figure.count(1, "segment") == "1 segment")
    }

    @Test func `paths lose what may be secret`() {
        #expect(SafeText.words("GET /a/b?token=1") == "GET /a/b")
        #expect(SafeText.path("/reset/0123456789abcdef0/x;jsessionid=1") == "/reset/…/x")
        #expect(SafeText.words("oops sid=12345") == "oops …")
        #expect(SafeText.words("a\u{1b}[31m") == "a·[31m")
    }
}
