import Bytes
import Testing

@testable import Dissection

@Suite("JSON")
struct JSONScannerTests {
    private func members(_ text: String) -> [String: JSONScanner.Value] {
        var found: [String: JSONScanner.Value] = [:]
        let octets = Array(text.utf8)
        JSONScanner.members(octets.span.bytes, textBytes: 100) { name, value in found[name] = value }
        return found
    }

    @Test("Members of the first level, of every kind")
    func kinds() {
        let found = members(
            " { \"s\" : \"a\\n\\\"\\u00e9\\ud83d\\ude00\\/\" ,\"i\":-12, \"f\":1.9,\"e\":1E3,\"t\":true,\"n\":null,\"o\":{\"s\":1},\"a\":[\"x\",2,[3],\"y\"]}"
        )
        #expect(found["s"] == .string("a\n\"é😀/"))
        #expect(found["i"] == .integer(-12))
        #expect(found["f"] == .integer(1))
        #expect(found["e"] == .integer(1_000))
        #expect(found["t"] == .boolean(true))
        #expect(found["n"] == .null)
        #expect(found["o"] == .object)
        #expect(found["a"] == .strings(["x", "y"]))
    }

    @Test(
        "What is cut yields what came before",
        arguments: ["{\"a\":1,\"b\":\"x", "{\"a\":1,", "{\"a\":1,\"b\"", "{\"a\":1}}"])
    func cutTexts(_ text: String) { #expect(members(text) == ["a": .integer(1)]) }

    @Test("What is no object has no members", arguments: ["", "[1]", "\"a\"", "{", "{a:1}", "{\"a\" 1}", "{\"a\":}"])
    func noObjects(_ text: String) { #expect(members(text).isEmpty) }

    @Test("What is too deep ends the reading")
    func depth() {
        let deep = String(repeating: "[", count: 5_000)
        #expect(members("{\"a\":1,\"b\":{\"c\":\(deep)").keys.sorted() == ["a"])
        #expect(members("{\"b\":{\"c\":[[1]]},\"a\":1}").keys.sorted() == ["a", "b"])
    }
}
