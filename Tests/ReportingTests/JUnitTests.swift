import Diagnosis
import Foundation
import Testing

@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("JUnit")
struct JUnitTests {
    /// What a CI server takes from the document.
    private final class Suite: NSObject, XMLParserDelegate {
        var tests = 0
        var failures: [String] = []
        var suites: [[String: String]] = []
        var cases: [String] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            switch name {
            case "testsuite": suites.append(attributes)
            case "testcase":
                tests += 1
                cases.append(attributes["name"] ?? "")
            case "failure": failures.append(attributes["type"] ?? "")
            default: break
            }
        }
    }

    private func read(_ scenario: String, failing: Finding.Severity = .error) throws -> Suite {
        var order = ReportOrder(.junit)
        order.failing = failing
        var sink = ByteSink()
        _ = RunReport.write(try RecordedRun.of(scenario).lines, order, to: &sink)
        let suite = Suite()
        let parser = XMLParser(data: Data(sink.bytes))
        parser.delegate = suite
        #expect(parser.parse())
        return suite
    }

    @Test("an error fails the check of its code, and all others pass")
    func failing() throws {
        let suite = try read("websocket-nginx-idle-60s")
        #expect(suite.failures == ["websocket.idle-timeout"])
        #expect(suite.tests == Handbook.codes.count)
        #expect(suite.suites.count == 1 && suite.suites[0]["failures"] == "1")
        #expect(suite.suites[0]["tests"] == String(suite.tests))
        #expect(suite.cases.contains("tcp.half-open"))
    }

    @Test("a healthy capture passes, and the limit decides what fails")
    func limit() throws {
        #expect(try read("cookie-returned-healthy").failures.isEmpty)
        #expect(try read("tls13-ticket-key-mismatch").failures.isEmpty)
        #expect(try read("tls13-ticket-key-mismatch", failing: .warning).failures == ["tls.ticket-key-mismatch"])
    }
}
