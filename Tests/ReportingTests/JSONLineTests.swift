import Records
import Testing

@testable import Reporting

@Suite("JSON as it is read")
struct JSONLineTests {
    private func root(_ text: String) throws -> JSONNode {
        let line = JSONLine()
        try line.parse(Array(text.utf8))
        return line.root
    }

    @Test("members, elements, numbers, words and texts are found")
    func values() throws {
        let node = try root(
            #"{"a":{"b":[1,2.5,"x",true,null]},"big":18446744073709551615,"neg":-3,"t":"2025-11-24T16:00:01.5Z"}"#)
        let list = try #require(node["a"]?["b"]?.elements)
        #expect(list.map(\.count) == [1, nil, nil, nil, nil])
        #expect(list[1].number == 2.5 && list[2].text == "x" && list[3].flag == true && list[4].text == nil)
        #expect(node["big"]?.count == .max && node["neg"]?.count == nil && node["neg"]?.number == -3)
        #expect(node["t"]?.time?.seconds(since: .init(seconds: 1_764_000_000, nanoseconds: 0)) == 1.5)
        #expect(node["a"]?["none"] == nil && node["big"]?["x"] == nil && node.elements.isEmpty)
        #expect(node["a"]?.members.map(\.name) == ["b"])
    }

    @Test(
        "escapes are read, and shown where they would hide something",
        arguments: [
            (#""\u00e9\n\"\\\/""#, "é\n\"\\/", "é\\x0a\"\\/"), (#""\ud83d\ude00""#, "😀", "😀"),
            (#""\ud83d""#, "\u{fffd}", "\u{fffd}"), (#""\ud83dx\ude00""#, "\u{fffd}x\u{fffd}", "\u{fffd}x\u{fffd}"),
            (#""\u202e\u001b""#, "\u{202e}\u{1b}", "\\u{202e}\\x1b"), (#""\u12""#, "\u{fffd}12", "\u{fffd}12"),
        ])
    func escapes(text: String, raw: String, shown: String) throws {
        let node = try root(text)
        #expect(node.raw == raw)
        #expect(node.text == shown)
    }

    @Test(
        "what is no JSON is refused where it ceases to be",
        arguments: [
            ("", 0), ("{", 1), ("{\"a\"}", 4), ("{\"a\":1,}", 7), ("[1 2]", 3), ("[1,]", 3), ("tru", 0), ("\"a", 2),
            ("{\"a\":1} x", 8), ("\"a\u{1}\"", 2), (String(repeating: "[", count: 40), JSONLine.deepest),
        ])
    func refused(text: String, offset: Int) {
        let fault = #expect(throws: JSONLine.Fault.self) { try root(text) }
        #expect(fault?.offset == offset, "\(text.prefix(20))")
    }
}
