import Crypto

/// The JA3 fingerprint of a ClientHello: MD5 over its numbers, in the order sent, GREASE left out.
enum JA3 {
    /// 32 hexadecimal digits.
    static func fingerprint(_ hello: ClientHello) -> String {
        hexadecimal(Insecure.MD5.hash(data: Array(text(hello).utf8)))
    }

    /// What is hashed: version, cipher suites, extensions, groups, point formats in decimal.
    static func text(_ hello: ClientHello) -> String {
        let lists = [
            hello.cipherSuites, hello.extensionTypes, hello.supportedGroups, hello.pointFormats.map { UInt16($0) },
        ]
        let fields = lists.map { list in
            list.filter { !isGREASE($0) }.map { String($0) }.joined(separator: "-")
        }
        return ([String(hello.legacyVersion)] + fields).joined(separator: ",")
    }
}
