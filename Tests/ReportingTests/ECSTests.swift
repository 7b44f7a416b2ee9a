import Foundation
import Glibc
import Testing

@testable import Reporting

@Suite("ECS")
struct ECSTests {
    /// A value in a document: its dotted name, and its kind in JSON.
    private struct Leaf {
        var name: String
        var value: Any
        var isArray: Bool
    }

    private static func leaves(_ value: Any, _ name: String = "", isArray: Bool = false) -> [Leaf] {
        if let object = value as? [String: Any] {
            return object.flatMap { key, value in leaves(value, name.isEmpty ? key : name + "." + key) }
        }
        if let list = value as? [Any] { return list.flatMap { leaves($0, name, isArray: true) } }
        return [Leaf(name: name, value: value, isArray: isArray)]
    }

    private static func documents(_ scenario: String) throws -> [[Leaf]] {
        try RecordedRun.of(scenario).text("ecs").split(separator: "\n").map { line in
            leaves(try JSONSerialization.jsonObject(with: Data(line.utf8)))
        }
    }

    @Test("every field is a published one of its type, or is under hangup", arguments: RecordedCaptures.scenarios)
    func fields(scenario: String) throws {
        for document in try Self.documents(scenario) {
            for leaf in document where !leaf.name.hasPrefix("hangup.") {
                let field = try #require(ECSFields.published[leaf.name], "ECS has no \(leaf.name)")
                #expect(field.isArray == leaf.isArray, "\(leaf.name)")
                #expect(Self.fits(leaf.value, field.kind), "\(leaf.name) is no \(field.kind)")
                if let allowed = ECSFields.allowed[leaf.name] {
                    #expect(allowed.contains(leaf.value as? String ?? ""), "\(leaf.name): \(leaf.value)")
                }
            }
        }
    }

    @Test("the event says what it is in words that go together", arguments: RecordedCaptures.scenarios)
    func events(scenario: String) throws {
        for document in try Self.documents(scenario) {
            let values = { (name: String) in document.filter { $0.name == name }.compactMap { $0.value as? String } }
            #expect(values("@timestamp").count == 1 && values("ecs.version") == ["8.11.0"])
            #expect(values("event.kind").count == 1 && values("event.dataset").count == 1)
            let expected = values("event.category").compactMap { ECSFields.expectedTypes[$0] }
            #expect(!expected.isEmpty && expected.count == values("event.category").count)
            for type in values("event.type") { #expect(expected.contains { $0.contains(type) }, "\(type)") }
            #expect(!values("event.type").isEmpty)
        }
    }

    private static func fits(_ value: Any, _ kind: ECSFields.Kind) -> Bool {
        switch kind {
        case .keyword, .wildcard: (value as? String).map { $0.count <= 1_024 } ?? false
        case .text: value is String
        case .long: kindOf(value) == "integer"
        case .boolean: kindOf(value) == "boolean"
        case .date: (value as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil
        case .ip: (value as? String).map(isAddress) ?? false
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        var octets = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET, text, &octets) == 1 || inet_pton(AF_INET6, text, &octets) == 1
    }

    /// `integer` and `decimal` are told apart by how they are written, as Elasticsearch does.
    private static func kindOf(_ value: Any) -> String {
        guard let number = value as? NSNumber else { return value is String ? "text" : "other" }
        switch String(cString: number.objCType) {
        case "c", "B": return "boolean"
        case "d", "f": return "decimal"
        default: return "integer"
        }
    }

    @Test("own fields keep one type in all documents, so that no index refuses one")
    func ownFields() throws {
        var kinds: [String: Set<String>] = [:]
        for scenario in RecordedCaptures.scenarios {
            for leaf in try Self.documents(scenario).joined() where leaf.name.hasPrefix("hangup.") {
                kinds[leaf.name, default: []].insert(Self.kindOf(leaf.value))
            }
        }
        #expect(kinds.count > 40)
        for (name, found) in kinds { #expect(found.count == 1, "\(name): \(found)") }
    }

    @Test("seconds have decimals, whatever they are")
    func decimals() {
        var writer = ECSWriter()
        writer.json.beginObject()
        for value in [0, 5, 0.5, 4.999_999_999_99, 1e12, .infinity] { writer.seconds("s", value) }
        writer.json.endObject()
        let text = String(decoding: writer.json.bytes.array, as: UTF8.self)
        #expect(text == #"{"s":0.0,"s":5.0,"s":0.5,"s":5.0,"s":1000000000000.0,"s":0.0}"#)
    }

    @Test("what is longer than a keyword may be is cut")
    func long() {
        var writer = ECSWriter()
        writer.json.beginObject()
        writer.keyword("k", String(repeating: "é", count: 3_000))
        writer.json.endObject()
        let text = String(decoding: writer.json.bytes.array, as: UTF8.self)
        #expect(text.count == 1_024 + #"{"k":""}"#.count && text.contains("é…"))
    }
}
