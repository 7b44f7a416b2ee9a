import Records
import Testing

@testable import Dissection

/// A message with a type octet.
func message(_ type: Unicode.Scalar, _ body: [UInt8] = []) -> [UInt8] {
    [UInt8(ascii: type)] + number(body.count + 4) + body
}

/// A text with its zero octet.
func zeroed(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

/// Four octets, the highest first.
func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

func startup(_ settings: [String], version: Int = 196_608) -> [UInt8] {
    let body = number(version) + settings.flatMap(zeroed) + [0]
    return number(body.count + 4) + body
}

let sslRequest = number(8) + number(80_877_103)

func query(_ text: String) -> [UInt8] { message("Q", zeroed(text)) }
func tag(_ text: String) -> [UInt8] { message("C", zeroed(text)) }
func ready(_ status: Unicode.Scalar) -> [UInt8] { message("Z", [UInt8(ascii: status)]) }
func row(_ text: String) -> [UInt8] { message("D", [0, 1] + number(text.utf8.count) + Array(text.utf8)) }
func authentication(_ kind: Int, _ rest: [UInt8] = []) -> [UInt8] { message("R", number(kind) + rest) }

func report(_ type: Unicode.Scalar, severity: String, code: String, text: String) -> [UInt8] {
    message(type, zeroed("S" + severity) + zeroed("V" + severity) + zeroed("C" + code) + zeroed("M" + text) + [0])
}

let welcome =
    authentication(0) + message("S", zeroed("server_version") + zeroed("16.4"))
    + message("K", number(4711) + number(99))
    + ready("I")

/// A login without encryption: packets 1 to 4.
func loggedIn() -> Playbook {
    Playbook(.postgreSQL)
        .client(startup(["user", "ann", "database", "shop", "application_name", "till"]))
        .server(authentication(10, zeroed("SCRAM-SHA-256") + [0]))
        .client(message("p", Array("secret".utf8)))
        .server(welcome)
}

extension Playbook {
    /// The outcome, which has to be the same whole and cut into pieces.
    func agreed(_ location: SourceLocation = #_sourceLocation) -> Outcome {
        let whole = outcome()
        for size in [1, 2, 3, 7, 64] {
            #expect(outcome(pieceSize: size) == whole, "in pieces of \(size)", sourceLocation: location)
        }
        return whole
    }
}

extension Playbook.Outcome {
    var database: DatabaseSession? {
        records.compactMap { if case .database(let session) = $0 { session } else { nil } }.last
    }

    var databaseEvents: [DatabaseEvent] {
        records.compactMap { if case .databaseEvent(let event) = $0 { event } else { nil } }
    }

    func events(_ kind: DatabaseEvent.Kind) -> [DatabaseEvent] { databaseEvents.filter { $0.kind == kind } }
}

/// A reproducible source of numbers.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

extension Playbook {
    /// The same with some octets changed, left out or doubled.
    func mutated(_ dice: inout Dice) -> Playbook {
        var changed = self
        for index in changed.lines.indices {
            guard case .says(let direction, var bytes) = changed.lines[index], !bytes.isEmpty else { continue }
            for _ in 0..<Int.random(in: 0...3, using: &dice) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0...3, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &dice)
                case 2: bytes.remove(at: place)
                default: bytes.insert(bytes[place], at: place)
                }
            }
            changed.lines[index] = .says(direction, bytes)
        }
        return changed
    }
}
