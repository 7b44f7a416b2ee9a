import Testing

@testable import Reporting

@Suite("CSV")
struct CSVTests {
    @Test(
        "no field is a formula, in whatever way a spreadsheet cuts it",
        arguments: [
            ("plain", "\"plain\""), ("=1+1", "\"'=1+1\""), ("-2", "\"'-2\""), ("+x", "\"'+x\""), ("@x", "\"'@x\""),
            ("\tx", "\"'\tx\""), ("a;=b", "\"a;'=b\""), ("a|@b", "\"a|'@b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
            ("＝x", "\"'＝x\""), ("a,b", "\"a,b\""),
        ])
    func formulas(text: String, field: String) {
        #expect(CSVText.quoted(text) == field)
    }

    @Test("every flow is a row, in the order of their ids, under the names of its columns")
    func rows() throws {
        let table = CSVTable(try RecordedRun.of("affinity-missing-round-robin").text("csv"))
        let head = try #require(table.rows.first)
        let column = { (name: String) -> [String] in
            let index = head.firstIndex(of: name) ?? 0
            return table.rows.dropFirst().map { $0[index] }
        }
        #expect(
            head.prefix(6) == [
                "flow", "community_id", "client_address", "client_port", "server_address", "server_port",
            ])
        #expect(Set(head).count == head.count)
        #expect(column("flow") == (0..<table.rows.count - 1).map(String.init))
        #expect(column("findings").contains("session.affinity-missing"))
        #expect(Set(column("server_address")) == ["10.20.0.2", "10.20.1.3", "10.20.2.3"])
        #expect(column("community_id").allSatisfy { $0.hasPrefix("1:") })
    }
}
