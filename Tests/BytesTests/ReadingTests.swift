import Bytes
import Testing

@Suite("Bytes")
struct ReadingTests {
    @Test("Integers are read in network byte order, and the span moves past them")
    func integers() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]
        var span = bytes.span.bytes
        #expect(try span.readUInt8() == 1)
        #expect(try span.readUInt16() == 0x0203)
        #expect(try span.readUInt24() == 0x040506)
        #expect(try span.readUInt32() == 0x0708_090a)
        #expect(try span.readUInt64() == 0x0b0c_0d0e_0f10_1112)
        let left = span.byteCount
        #expect(left == 0)
    }

    @Test("Too few bytes are short by arithmetic, and nothing is read")
    func short() {
        let bytes: [UInt8] = [1, 2, 3]
        var span = bytes.span.bytes
        var thrown: Malformed?
        do { _ = try span.readUInt32() } catch { thrown = error }
        #expect(thrown == .short(needed: 4, available: 3))
        let left = span.byteCount
        #expect(left == 3)
    }

    @Test("Too few bytes inside a unit are broken: waiting cannot help")
    func unit() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5]
        var span = bytes.span.bytes
        var thrown: Malformed?
        do {
            _ = try span.readUnit("header", byteCount: 2) { (unit: inout RawSpan) throws(Malformed) in
                try unit.readUInt32()
            }
        } catch { thrown = error }
        #expect(thrown == .broken(field: "header", value: 4))
    }

    @Test("Text ends at a NUL octet")
    func text() throws {
        let bytes = Array("user\0rest".utf8)
        var span = bytes.span.bytes
        #expect(try span.readCString() == "user")
        #expect(try span.readText(4) == "rest")
    }

    @Test("Searching finds the first octet at or after a place")
    func search() {
        let bytes = Array("a,b,c".utf8)
        let span = bytes.span.bytes
        let found = [span.firstIndex(of: 0x2c), span.firstIndex(of: 0x2c, from: 2), span.firstIndex(of: 0x2c, from: 4)]
        #expect(found == [1, 3, nil])
        let beyond = span.firstIndex(of: 0x2c, from: 99)
        #expect(beyond == nil)
    }

    @Test("Names match in either case", arguments: ["Set-Cookie", "set-cookie", "SET-COOKIE"])
    func names(name: String) {
        let bytes = Array(name.utf8)
        let matches = bytes.span.bytes.equalsIgnoringCase("set-cookie")
        #expect(matches)
        let longer = bytes.span.bytes.equalsIgnoringCase("set-cookie2")
        #expect(!longer)
    }
}
