import Records
import Testing

@testable import Reporting

@Suite("JSONWriter")
struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes.array, as: UTF8.self)
    }

    @Test("commas stand between values and nowhere else")
    func commas() {
        let document = text { json in
            json.beginObject()
            json.field("a", UInt64(1))
            json.key("b")
            json.beginArray()
            json.string("x")
            json.beginObject()
            json.endObject()
            json.beginArray()
            json.endArray()
            json.endArray()
            json.field("absent", nil as String?)
            json.field("c", true)
            json.endObject()
        }
        #expect(document == #"{"a":1,"b":["x",{},[]],"c":true}"#)
    }

    @Test(
        "what is hidden, and what JSON forbids, is escaped",
        arguments: [
            ("plain text, longer than eight", "plain text, longer than eight"),
            ("a\"b\\c", #"a\"b\\c"#),
            ("\u{0}\u{1}\t\n\r\u{1b}[31m\u{7f}", #"\u0000\u0001\t\n\r\u001b[31m\u007f"#),
            ("\u{85}\u{9b}", #"\u0085\u009b"#),
            ("\u{2028}\u{2029}\u{202e}\u{2066}\u{200b}\u{feff}", #"\u2028\u2029\u202e\u2066\u200b\ufeff"#),
            ("äöü € 漢字 🙂", "äöü € 漢字 🙂"),
            ("\u{e0001}", #"\udb40\udc01"#),
            ("eight ab\u{7f}more text", #"eight ab\u007fmore text"#),
            ("", ""),
        ])
    func strings(raw: String, escaped: String) {
        #expect(text { $0.string(raw) } == "\"" + escaped + "\"")
    }

    @Test("every single octet of ASCII is right at every place of a word of eight")
    func places() {
        for octet in UInt8(0)..<0x80 {
            let scalar = String(UnicodeScalar(octet))
            let isPlain = octet >= 0x20 && octet < 0x7f && octet != 0x22 && octet != 0x5c
            for place in 0..<9 {
                let front = String(repeating: "x", count: place)
                let written = text { $0.string(front + scalar + "yyyyyyyyy") }
                #expect((written == "\"\(front)\(scalar)yyyyyyyyy\"") == isPlain, "octet \(octet) at \(place)")
                #expect(written.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
            }
        }
    }

    @Test(
        "seconds have at most nine decimals and no exponent",
        arguments: [
            (0.0, "0"), (1, "1"), (0.1, "0.1"), (0.3, "0.3"), (60.25, "60.25"), (0.000213, "0.000213"),
            (1e-9, "0.000000001"),
            (1e-12, "0"), (123_456.789012345, "123456.789012345"), (-1.5, "-1.5"), (1e12, "1000000000000"),
            (.infinity, "0"), (.nan, "0"), (1e300, "9000000000000000000"),
        ])
    func seconds(value: Double, expected: String) { #expect(text { $0.seconds(value) } == expected) }

    @Test("whole numbers keep all their digits", arguments: [0, 9, 10, 4_294_967_296, UInt64.max])
    func numbers(value: UInt64) { #expect(text { $0.number(value) } == String(value)) }

    @Test("negative numbers", arguments: [-1, Int64.min])
    func negative(value: Int64) { #expect(text { $0.number(value) } == String(value)) }

    @Test(
        "times are RFC 3339 in UTC, with nanoseconds where there are any",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_764_000_000_123_456_000, "2025-11-24T16:00:00.123456Z"),
            (1_764_000_000_123_456_789, "2025-11-24T16:00:00.123456789Z"),
            (1_709_251_199_999_999_000, "2024-02-29T23:59:59.999999Z"),
            (-1_000, "1969-12-31T23:59:59.999999Z"),
            (Int64.max, "2262-04-11T23:47:16.854775807Z"),
            (Int64.min, "1677-09-21T00:12:43.145224192Z"),
        ])
    func times(nanoseconds: Int64, expected: String) {
        #expect(text { $0.time(Timestamp(nanoseconds: nanoseconds)) } == "\"\(expected)\"")
    }

    @Test("a second that comes again after another is right")
    func clock() {
        let times = text { json in
            json.beginArray()
            for second in [5, 6, 5] as [Int64] { json.time(Timestamp(seconds: second, nanoseconds: 0)) }
            json.endArray()
        }
        #expect(
            times == #"["1970-01-01T00:00:05.000000Z","1970-01-01T00:00:06.000000Z","1970-01-01T00:00:05.000000Z"]"#)
    }

    @Test("a moment that no calendar has is left out")
    func calendar() {
        let object = text { json in
            json.beginObject()
            json.field("far", secondsSince1970: Int64.max)
            json.field("last", secondsSince1970: 253_402_300_799)
            json.endObject()
        }
        #expect(object == #"{"last":"9999-12-31T23:59:59.000000Z"}"#)
    }

    @Test("a text longer than the buffer is whole, and a copy does not see what is written after it")
    func growth() {
        var json = JSONWriter()
        let long = String(repeating: "0123456789", count: 50_000)
        json.string(long)
        let copy = json
        json.bytes.makeUnique()
        json.bytes.removeAll()
        json.restart()
        json.string("other")
        #expect(copy.bytes.array == Array(("\"" + long + "\"").utf8))
        #expect(json.bytes.array == Array("\"other\"".utf8))
    }
}
