import Records

@testable import Dissection

/// A packet: three octets of length, its number, its payload.
func packed(_ sequence: UInt8, _ payload: [UInt8]) -> [UInt8] { little(payload.count, 3) + [sequence] + payload }

func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

/// Capabilities: protocol 41, secure connection, plugins, a database with the login, attributes.
let plainFlags = 1 << 9 | 1 << 15 | 1 << 19 | 1 << 3 | 1 << 20
let deprecateEOF = 1 << 24

func greeting(_ flags: Int = plainFlags, version: String = "8.0.36") -> [UInt8] {
    var payload: [UInt8] = [10] + Array(version.utf8) + [0] + little(77, 4)
    payload += [UInt8](repeating: 0x41, count: 8) + [0] + little(flags & 0xffff, 2) + [33] + little(2, 2)
    payload += little(flags >> 16, 2) + [21] + [UInt8](repeating: 0, count: 10)
    payload += [UInt8](repeating: 0x42, count: 12) + [0] + Array("mysql_native_password".utf8) + [0]
    return packed(0, payload)
}

func text(_ value: String) -> [UInt8] { [UInt8(value.utf8.count)] + Array(value.utf8) }

func login(_ flags: Int = plainFlags, user: String = "ann") -> [UInt8] {
    let attributes = text("program_name") + text("till")
    var payload = little(flags, 4) + little(1 << 24, 4) + [33] + [UInt8](repeating: 0, count: 23)
    payload += Array(user.utf8) + [0] + [6] + Array("secret".utf8) + Array("shop".utf8) + [0]
    payload += Array("mysql_native_password".utf8) + [0] + [UInt8(attributes.count)] + attributes
    return packed(1, payload)
}

func ok(_ sequence: UInt8, status: Int = 2, mark: UInt8 = 0) -> [UInt8] {
    packed(sequence, [mark, 0, 0] + little(status, 2) + [0, 0])
}

func eof(_ sequence: UInt8, status: Int = 2) -> [UInt8] { packed(sequence, [0xfe, 0, 0] + little(status, 2)) }

func failure(_ sequence: UInt8, _ code: Int, _ state: String, _ message: String) -> [UInt8] {
    packed(sequence, [0xff] + little(code, 2) + Array(("#" + state + message).utf8))
}

func command(_ code: UInt8, _ rest: [UInt8] = []) -> [UInt8] { packed(0, [code] + rest) }
func asked(_ statement: String) -> [UInt8] { command(3, Array(statement.utf8)) }

func definition(_ sequence: UInt8) -> [UInt8] {
    packed(
        sequence,
        text("def") + text("") + text("") + text("") + text("a") + text("") + [12] + [UInt8](repeating: 0, count: 12))
}

/// One column, one row, with the EOF packets of older clients.
func result(status: Int = 2) -> [UInt8] {
    packed(1, [1]) + definition(2) + eof(3) + packed(4, text("x")) + eof(5, status: status)
}

/// A login with a method of the greeting: packets 1 to 3.
func connected(_ flags: Int = plainFlags) -> Playbook {
    Playbook(.mySQL).server(greeting(flags)).client(login(flags)).server(ok(2))
}
