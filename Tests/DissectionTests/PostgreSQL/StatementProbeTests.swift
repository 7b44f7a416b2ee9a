import Testing

@testable import Dissection

@Suite("Statements of connection pools") struct StatementProbeTests {
    private func isProbe(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return StatementProbe.matches(bytes.span.bytes)
    }

    @Test("empty statements and SELECT 1 only ask whether a connection works")
    func probes() {
        for text in ["", ";", "SELECT 1", " select 1 ;\n", "Select 1"] { #expect(isProbe(text), "\(text)") }
    }

    @Test("what asks for something is none")
    func queries() {
        for text in [
            "SELECT 12", "SELECT 1 FROM orders", "BEGIN", "SELECT", "SELECT 1;                              x",
        ] {
            #expect(!isProbe(text), "\(text)")
        }
    }
}
