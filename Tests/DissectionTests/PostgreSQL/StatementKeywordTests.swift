import Testing

@testable import Dissection

@Suite("Statement keywords") struct StatementKeywordTests {
    private func keyword(_ text: String) -> StatementKeyword? {
        let bytes = Array(text.utf8)
        return StatementKeyword(startOf: bytes.span.bytes)
    }

    @Test("the first word is found behind comments and parentheses, in any case")
    func found() {
        #expect(keyword("SELECT 1") == .select)
        #expect(keyword("  \n(select 1)") == .select)
        #expect(keyword("/* a * b */ Update t") == .update)
        #expect(keyword("-- note\n# more\ninsert into t") == .insert)
        #expect(keyword("CREATE_REPLICATION_SLOT s") == .createReplicationSlot)
        #expect(keyword("commit;") == .commit)
    }

    @Test("nothing but known words is kept", arguments: ["", "hunter2", "selects", "/* open", "SELECT_x", "1", "--"])
    func unknown(text: String) { #expect(keyword(text) == nil) }

    @Test("every word finds itself", arguments: StatementKeyword.allCases)
    func all(word: StatementKeyword) { #expect(keyword(word.rawValue.lowercased() + " x") == word) }
}
