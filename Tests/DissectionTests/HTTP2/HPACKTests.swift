import Bytes
import Testing

@testable import Dissection

/// Decodes blocks one after the other, each to lines of `name: value`, `?` for what is not known.
private struct Decoding {
    var decoder = HPACKDecoder()

    mutating func callAsFunction(_ block: [UInt8]) throws(HPACKFault) -> [String] {
        var lines: [String] = []
        var rest = block.span.bytes
        decoder.begin()
        while true {
            switch try decoder.next(&rest) {
            case .end: return lines
            case .unknown: lines.append("?")
            case .field:
                let octets = decoder.octets.span.bytes
                let name = octets.extracting(first: decoder.nameCount).text
                lines.append("\(name): \(octets.extracting(droppingFirst: decoder.nameCount).text)")
            }
        }
    }

    mutating func callAsFunction(_ hex: String) throws(HPACKFault) -> [String] { try self(HTTP2Bytes.hex(hex)) }
}

@Suite struct HPACKTests {
    @Test(arguments: [
        [
            "828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865",
            "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
        ],
        [
            "828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf",
            "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
        ],
    ])
    func `the requests of RFC 7541, appendices C.3 and C.4, are decoded`(_ blocks: [String]) throws {
        var decode = Decoding()
        let first = [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"]
        #expect(try decode(blocks[0]) == first)
        #expect(try decode(blocks[1]) == first + ["cache-control: no-cache"])
        #expect(
            try decode(blocks[2]) == [
                ":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
                "custom-key: custom-value",
            ])
    }

    @Test func `the responses of RFC 7541, appendix C.6, evict entries from a table of 256 octets`() throws {
        var decode = Decoding()
        let resize = "3fe101"
        #expect(
            try decode(
                resize + "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff"
                    + "6e919d29ad171863c78f0b97c8e9ae82ae43d3") == [
                    ":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
                    "location: https://www.example.com",
                ])
        #expect(
            try decode("4883640effc1c0bf") == [
                ":status: 307", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
                "location: https://www.example.com",
            ])
        #expect(
            try decode(
                "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd"
                    + "5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007") == [
                    ":status: 200", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:22 GMT",
                    "location: https://www.example.com", "content-encoding: gzip",
                    "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
                ])
    }

    @Test func `blocks of a foreign encoder are decoded across size updates`() throws {
        var decode = Decoding()
        let head = [":method: GET", ":scheme: https", ":authority: shop.example"]
        let cookies = ["user-agent: probe/1.0", "cookie: sid=0a1b2c3d", "cookie: theme=dark"]
        #expect(
            try decode(
                "8287418944e7ad72f91d35d05f44876083b13fe798037a87aec3c65602b83f608941a480030c6223327f60884c"
                    + "e5a4b0483b3aff") == head + [":path: /cart?x=1"] + cookies)
        #expect(try decode("8287c244886083b12c1925a51fc1c0bf") == head + [":path: /cart/items"] + cookies)
        // The table shrinks to 128 octets, and a field that does not fit empties it.
        let long = "x-long: " + String(repeating: "v", count: 100)
        #expect(
            try decode(
                "3f618287418944e7ad72f91d35d05f448362b1fa4085f2b507aa6fd8efdfbf7efdfbf7efdfbf7efdfbf7efdfbf"
                    + "7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfb"
                    + "f7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7efdfbf7f4085f2b2273d89810f") == head + [
                    ":path: /pay", long, "x-short: 1",
                ])
        #expect(try decode("3fe11f8287410c73686f702e6578616d706c65bf") == head + ["x-short: 1"])
    }

    @Test func `every octet has its Huffman code`() throws {
        let coded = HTTP2Bytes.hex(
            "ffc7fffd8fffffe2fffffe3fffffe4fffffe5fffffe6fffffe7fffffe8ffffeafffffff3fffffa7fffffabffff"
                + "ffdfffffebfffffecfffffedfffffeefffffefffffff0ffffff1ffffff2fffffffbfffffcffffffd3fffffd7ff"
                + "fffdbfffffdffffffe3fffffe7fffffebfffffed4fe3f9ffaffcabf1febfafefe7fdfd2cbb00089969b71d79fb"
                + "9f7fff20ffbff3ff50ddbd7f061c58f265cd9f469d5af66dddbf871e5f9cff7ff7fffc3ff9ffe45fff4719242c"
                + "b34e6e9d68a6a3d7dac426defe3cfaf7fffbfe7ffbffdffffffcfffe6ffff4bfff9ffffa3fffd3ffff53fffd5f"
                + "fffb3fffeb7fffdaffffb7ffff73fffeeffffdeffffebffffbfffffd9ffffdbfffebffffe0ffffeeffffc3ffff"
                + "8bffff1ffffe4fffee7fffb1ffff97fffd9ffffcdffff9fffffbffffdafffeeffff4ffffb7fffee7fffe8ffffd"
                + "3fffdeffffd5fffeeffffbdffffe1fffdfffff7fffff5ffffecffff07fff87fffe0ffff17fffedffff87ffff77"
                + "fffeffffeaffff8bfffe3ffff93ffff87fffcbffff37ffff1fffff83ffffe1fffebfffe3ffff3fffff2ffffa3f"
                + "fffd9fffff17ffffc7fffff27ffffdefffffbffffff2fffff8fffffb7fff97fff8fffffe6fffffc1fffff87fff"
                + "fe7fffffc5ffffe5fffe4ffff2fffffd1fffff4ffffffefffffe3fffffc9fffff97fffb3ffffcffffb7fffcdff"
                + "ff4ffff9ffffd1ffffcffffeaffffafffffddffffeffffff4fffff5fffffabffffa7ffffd7fffff9bffffecfff"
                + "ffb7fffff3fffffe8fffffd3fffffabfffff5fffffff7ffffecfffffdbfffffbbfffff7ffffff0fffffbbf")
        var octets: [UInt8] = []
        try HuffmanCode.shared.decode(coded.span.bytes, into: &octets)
        #expect(octets == Array(0...255))
    }

    @Test(
        arguments: [
            // "a" and padding of zeros; of more than seven ones; the end-of-string symbol; a code cut short by zeros.
            [0x18], [0x1f, 0xff], [0xff, 0xff, 0xff, 0xfc], [0xff, 0xfe], [0xff, 0xff, 0xff, 0xff, 0xff],
        ] as [[UInt8]])
    func `padding that is none is refused`(_ coded: [UInt8]) {
        #expect(throws: HPACKFault.huffman) {
            var octets: [UInt8] = []
            try HuffmanCode.shared.decode(coded.span.bytes, into: &octets)
        }
    }

    @Test func `integers are read with any prefix, and refused when they are too large or cut`() throws {
        for value in [0, 1, 10, 30, 31, 127, 128, 1337, 65_535, 1 << 30] {
            for prefixBits in 4...7 {
                let octets = HTTP2Bytes.integer(value, prefixBits: prefixBits)
                var rest = octets.span.bytes
                #expect(try HPACKInteger.read(&rest, prefixBits: prefixBits) == value)
                let isRead = rest.isEmpty
                #expect(isRead)
            }
        }
        for octets in [
            [], [0x1f], [0x1f, 0x80], [0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00],
            [0x1f, 0xff, 0xff, 0xff, 0xff, 0x7f], [UInt8](repeating: 0xff, count: 40),
        ] as [[UInt8]] {
            #expect(throws: HPACKFault.integer) {
                var rest = octets.span.bytes
                _ = try HPACKInteger.read(&rest, prefixBits: 5)
            }
        }
    }

    @Test func `indices into nothing and strings beyond the block are refused`() {
        for block in ["80", "be", "7e0161", "ff8080808001"] {
            #expect(throws: HPACKFault.index) {
                var decode = Decoding()
                _ = try decode(block)
            }
        }
        for block in ["40", "4001", "400261", "40016105", "00016102"] {
            #expect(throws: HPACKFault.string) {
                var decode = Decoding()
                _ = try decode(block)
            }
        }
    }

    @Test func `after a loss old entries are unknown, new ones are found, and a table emptied is known again`() throws {
        var decode = Decoding()
        decode.decoder.lose()
        let insert = HTTP2Bytes.fields([("x-new", "1")], isInserted: true)
        #expect(try decode([0xbe, 0xbf, 0x82]) == ["?", "?", ":method: GET"])
        #expect(try decode(insert + [0xbe, 0xbf]) == ["x-new: 1", "x-new: 1", "?"])
        // A literal with a name that is not known: its entry counts all the same.
        #expect(try decode([0x40 | 63, 0x05, 0x01, 0x7a]) == ["?"])
        #expect(try decode([0xbe, 0xbf, 0xc0]) == ["?", "x-new: 1", "?"])
        #expect(!decode.decoder.isComplete)
        #expect(try decode([0x20, 0x3f, 0xe1, 0x1f]).isEmpty)
        #expect(decode.decoder.isComplete)
        #expect(throws: HPACKFault.index) { _ = try decode([0xbe]) }
    }

    @Test func `a block that names a long entry again and again is given up`() throws {
        var decode = Decoding()
        let insert = HTTP2Bytes.fields([("x", String(repeating: "y", count: 4000))], isInserted: true)
        #expect(try decode(insert).count == 1)
        #expect(throws: HPACKFault.size) { _ = try decode([UInt8](repeating: 0xbe, count: 2000)) }
    }

    @Test func `the dynamic table stays within its size`() throws {
        var table = HPACKDynamicTable()
        for number in 0..<5000 {
            let field = Array("name-\(number)value".utf8)
            table.insert(field, nameCount: field.count - 5, isNameKnown: true)
            #expect(table.size <= table.capacity)
        }
        var octets: [UInt8] = []
        #expect(table.appendName(1, to: &octets) == 9)
        #expect(octets == Array("name-4999".utf8))
        let oldest = table.count
        #expect(table.holds(oldest) && !table.holds(oldest + 1) && !table.holds(0))
        octets = []
        #expect(table.appendName(oldest, to: &octets) == 9)
        #expect(octets == Array("name-\(5000 - oldest)".utf8))
        table.resize(to: 100)
        #expect(table.size <= 100)
        table.insert([UInt8](repeating: 1, count: 200), nameCount: 4, isNameKnown: true)
        #expect(table.count == 0)
    }
}
