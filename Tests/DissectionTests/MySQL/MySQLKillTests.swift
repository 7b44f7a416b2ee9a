import Testing

@testable import Dissection

@Suite("KILL statements") struct MySQLKillTests {
    private func kill(_ text: String) -> MySQLKill? {
        let bytes = Array(text.utf8)
        return MySQLKill(statement: bytes.span.bytes)
    }

    @Test("the connection is found behind the modifiers, in any case")
    func connections() {
        #expect(kill("KILL 7")?.connectionID == 7)
        #expect(kill("  kill hard connection 4294967295;")?.connectionID == .max)
        #expect(kill("KILL SOFT 12")?.isQueryOnly == false)
        #expect(kill("KILL QUERY 12")?.isQueryOnly == true)
    }

    @Test("other statements and other forms name none")
    func others() {
        for text in [
            "", "KILL", "KILL USER root", "KILL 4294967296", "KILL -1", "SELECT 7", "KILLER 7", "SET kill = 7",
        ] {
            #expect(kill(text) == nil, "\(text)")
        }
    }

    @Test("COM_PROCESS_KILL carries four octets")
    func argument() {
        let bytes: [UInt8] = [7, 1, 0, 0]
        #expect(MySQLKill(argument: bytes.span.bytes)?.connectionID == 263)
        #expect(MySQLKill(argument: bytes.span.bytes.extracting(first: 3)) == nil)
    }
}
