/// What client and server can do; MariaDB's own in the upper half.
struct MySQLCapabilities: OptionSet, Sendable {
    let rawValue: UInt64

    static let connectWithDatabase = MySQLCapabilities(rawValue: 1 << 3)
    static let compress = MySQLCapabilities(rawValue: 1 << 5)
    static let protocol41 = MySQLCapabilities(rawValue: 1 << 9)
    static let ssl = MySQLCapabilities(rawValue: 1 << 11)
    static let secureConnection = MySQLCapabilities(rawValue: 1 << 15)
    static let pluginAuthentication = MySQLCapabilities(rawValue: 1 << 19)
    static let connectAttributes = MySQLCapabilities(rawValue: 1 << 20)
    static let lengthEncodedAuthentication = MySQLCapabilities(rawValue: 1 << 21)
    static let deprecateEOF = MySQLCapabilities(rawValue: 1 << 24)
    static let optionalMetadata = MySQLCapabilities(rawValue: 1 << 25)
    static let zstdCompression = MySQLCapabilities(rawValue: 1 << 26)
    static let queryAttributes = MySQLCapabilities(rawValue: 1 << 27)
}
