import Records

@testable import Dissection

extension Playbook {
    /// A conversation with memcached.
    static var memcached: Playbook { Playbook(.memcached) }

    /// A binary packet.
    static func binary(
        _ magic: UInt8, _ opcode: UInt8, key: String = "", extras: [UInt8] = [], value: [UInt8] = [],
        status: UInt16 = 0,
        opaque: UInt8 = 0
    ) -> [UInt8] {
        let body = extras.count + key.utf8.count + value.count
        return [
            magic, opcode, 0, UInt8(key.utf8.count), UInt8(extras.count), 0, UInt8(status >> 8), UInt8(status & 255),
            0, 0, UInt8(body >> 8), UInt8(body & 255), 0, 0, 0, opaque, 0, 0, 0, 0, 0, 0, 0, 0,
        ] + extras + Array(key.utf8) + value
    }
}
