import Records

/// The TLS handshakes of one server under one name.
struct ReportServer: Sendable {
    struct Key: Sendable, Hashable {
        var server: ReportEndpoint
        var name: String
    }

    /// Durations kept to find their middle.
    private static let sampleLimit = 1_000

    var key: Key
    var handshakes: UInt64 = 0
    var resumed: UInt64 = 0
    var full: UInt64 = 0
    /// Handshakes in which the client asked to resume.
    var offered: UInt64 = 0
    var tickets: UInt64 = 0
    var lifetimes: ClosedRange<Double>?
    var failures: UInt64 = 0
    var alert: String?
    var versions: [String: UInt64] = [:]
    private var durations: [Double] = []

    init(_ key: Key) { self.key = key }

    mutating func absorb(_ handshake: Handshake) {
        handshakes += 1
        if handshake.resumed == true { resumed += 1 }
        if handshake.resumed == false { full += 1 }
        if handshake.isOffered { offered += 1 }
        tickets += handshake.tickets
        if let range = handshake.lifetimes {
            lifetimes =
                lifetimes.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) }
                ?? range
        }
        if let fatal = handshake.fatalAlert {
            failures += 1
            alert = alert ?? fatal
        }
        if let version = handshake.version, versions.count < 16 || versions[version] != nil {
            versions[version, default: 0] += 1
        }
        if let seconds = handshake.duration, durations.count < Self.sampleLimit { durations.append(seconds) }
    }

    /// Seconds of the handshake in the middle.
    var medianDuration: Double? {
        durations.isEmpty ? nil : durations.sorted()[durations.count / 2]
    }

    /// `TLS 1.3 × 12, TLS 1.2 × 1`, the most frequent first.
    var versionText: String {
        versions.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
            .map { versions.count == 1 ? $0.key : "\($0.key) × \(Quantity.count($0.value))" }.joined(separator: ", ")
    }

    /// What one handshake adds: kept until its flow's line says whose it was.
    struct Handshake: Sendable {
        var name: String
        var version: String?
        var resumed: Bool?
        var isOffered: Bool
        var tickets: UInt64
        var lifetimes: ClosedRange<Double>?
        var fatalAlert: String?
        var duration: Double?

        init(_ node: JSONNode) {
            name = node["sni"]?.text ?? ""
            version = node["version"]?.text
            resumed = node["resumed"]?.flag
            isOffered = node["offered"].map { !$0.isText("none") } ?? false
            let issued = node["tickets_issued"]?.elements ?? []
            tickets = UInt64(issued.count)
            for ticket in issued {
                guard let seconds = ticket["lifetime"]?.number else { continue }
                lifetimes =
                    lifetimes.map { min($0.lowerBound, seconds)...max($0.upperBound, seconds) }
                    ?? seconds...seconds
            }
            for alert in node["alerts"]?.elements ?? [] where alert["level"]?.isText("fatal") == true {
                fatalAlert = fatalAlert ?? alert["description"]?.text ?? "fatal alert"
            }
            duration = node["duration"]?.number
        }
    }
}
