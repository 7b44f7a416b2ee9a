/// The version that a start line names: kept as a number, for a text would be counted each time it is passed on.
struct HTTPVersion: Equatable, Sendable {
    /// Ten times the version.
    private let tenths: UInt8

    private init(tenths: UInt8) { self.tenths = tenths }

    /// HTTP/1 with a minor version of one digit.
    init(minor: UInt8) { tenths = 10 + min(minor, 9) }

    /// HTTP/0.9: the line names none.
    static let simple = HTTPVersion(tenths: 9)

    var text: String {
        switch tenths {
        case 9: "0.9"
        case 10: "1.0"
        case 11: "1.1"
        default: "1.\(tenths - 10)"
        }
    }
}
