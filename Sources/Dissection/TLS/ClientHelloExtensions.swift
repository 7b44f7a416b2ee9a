import Bytes

/// The kind of an extension (IANA TLS ExtensionType Values): those that are read.
enum ExtensionType {
    static let serverName: UInt16 = 0
    static let supportedGroups: UInt16 = 10
    static let pointFormats: UInt16 = 11
    static let signatureAlgorithms: UInt16 = 13
    static let applicationProtocols: UInt16 = 16
    static let truncatedHMAC: UInt16 = 4
    static let encryptThenMAC: UInt16 = 22
    static let extendedMasterSecret: UInt16 = 23
    static let sessionTicket: UInt16 = 35
    static let preSharedKey: UInt16 = 41
    static let earlyData: UInt16 = 42
    static let supportedVersions: UInt16 = 43
    static let pskKeyExchangeModes: UInt16 = 45
}

extension ClientHello {
    /// Reads one extension off the front of `block`.
    mutating func readExtension(_ block: inout RawSpan) throws(Malformed) {
        let type = try block.readUInt16()
        let length = Int(try block.readUInt16())
        try block.readUnit("extension", byteCount: length) { data throws(Malformed) in
            extensionTypes.append(type)
            try read(type, &data)
        }
    }

    private mutating func read(_ type: UInt16, _ data: inout RawSpan) throws(Malformed) {
        switch type {
        case ExtensionType.serverName: serverName = try readServerName(&data)
        case ExtensionType.applicationProtocols: applicationProtocols = try data.readProtocolNames()
        case ExtensionType.supportedVersions:
            supportedVersions = try data.readNumbers(octets: Int(try data.readUInt8()))
        case ExtensionType.supportedGroups:
            supportedGroups = try data.readNumbers(octets: Int(try data.readUInt16()))
        case ExtensionType.pointFormats: pointFormats = try data.readBytes(Int(try data.readUInt8()))
        case ExtensionType.signatureAlgorithms:
            signatureAlgorithms = try data.readNumbers(octets: Int(try data.readUInt16()))
        case ExtensionType.sessionTicket: sessionTicket = data.array
        case ExtensionType.pskKeyExchangeModes: hasPSKModes = true
        case ExtensionType.earlyData: offersEarlyData = true
        case ExtensionType.preSharedKey: try readIdentities(&data)
        default: break
        }
    }

    /// The first host name of the list (RFC 6066 § 3).
    private func readServerName(_ data: inout RawSpan) throws(Malformed) -> String? {
        guard !data.isEmpty else { return nil }
        _ = try data.readUInt16()
        while !data.isEmpty {
            let type = try data.readUInt8()
            let length = Int(try data.readUInt16())
            if type == 0 { return try data.readText(length) }
            try data.skip(length)
        }
        return nil
    }

    private mutating func readIdentities(_ data: inout RawSpan) throws(Malformed) {
        let length = Int(try data.readUInt16())
        try data.readUnit("pre_shared_key", byteCount: length) { list throws(Malformed) in
            while !list.isEmpty, pskIdentities.count < ClientHello.identitiesKept {
                let identity = try list.readBytes(Int(try list.readUInt16()))
                pskIdentities.append(PSKIdentity(identity: identity, obfuscatedAge: try list.readUInt32()))
            }
        }
    }
}

extension RawSpan {
    /// Reads 16-bit numbers that take `octets` octets in all; an odd octet at their end is passed over.
    mutating func readNumbers(octets count: Int) throws(Malformed) -> [UInt16] {
        guard byteCount >= count else { throw .short(needed: count, available: byteCount) }
        var numbers: [UInt16] = []
        numbers.reserveCapacity(count / 2)
        for _ in 0..<count / 2 { numbers.append(try readUInt16()) }
        try skip(count % 2)
        return numbers
    }

    /// Reads a list of protocol names (RFC 7301 § 3.1).
    mutating func readProtocolNames() throws(Malformed) -> [[UInt8]] {
        let count = Int(try readUInt16())
        return try readUnit("application_layer_protocol_negotiation", byteCount: count) { list throws(Malformed) in
            var names: [[UInt8]] = []
            while !list.isEmpty { names.append(try list.readBytes(Int(try list.readUInt8()))) }
            return names
        }
    }
}
