import Bytes

/// The kind of an Authentication message (its first four octets).
struct PostgreSQLAuthentication: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    static let ok = PostgreSQLAuthentication(rawValue: 0)
    static let kerberosV5 = PostgreSQLAuthentication(rawValue: 2)
    static let cleartextPassword = PostgreSQLAuthentication(rawValue: 3)
    static let md5Password = PostgreSQLAuthentication(rawValue: 5)
    static let gss = PostgreSQLAuthentication(rawValue: 7)
    static let gssContinue = PostgreSQLAuthentication(rawValue: 8)
    static let sspi = PostgreSQLAuthentication(rawValue: 9)
    static let sasl = PostgreSQLAuthentication(rawValue: 10)
    static let saslContinue = PostgreSQLAuthentication(rawValue: 11)
    static let saslFinal = PostgreSQLAuthentication(rawValue: 12)

    /// What the server asks for; `nil` where it asks for nothing new.
    var method: String? {
        switch self {
        case .ok, .gssContinue, .saslContinue, .saslFinal: nil
        case .kerberosV5: "kerberos_v5"
        case .cleartextPassword: "cleartext_password"
        case .md5Password: "md5_password"
        case .gss: "gss"
        case .sspi: "sspi"
        case .sasl: "sasl"
        default: String(rawValue)
        }
    }

    /// Whether the client has to say something next.
    var asksClient: Bool { self != .ok && self != .saslFinal }
}
