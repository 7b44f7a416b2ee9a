public import Records

/// A conclusion: what broke, when, by whom, why, and what mends it.
///
/// A finding without a packet to show cannot be made.
public struct Finding: Sendable, Codable, Equatable {
    public enum Severity: Int, Sendable, Codable, Comparable, CaseIterable {
        case info, notice, warning, error

        public var name: String { ["info", "notice", "warning", "error"][rawValue] }

        public init?(name: String) {
            guard let found = Severity.allCases.first(where: { $0.name == name }) else { return nil }
            self = found
        }

        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }

    public enum Confidence: Int, Sendable, Codable, Comparable, CaseIterable {
        case possible, likely, certain

        public var name: String { ["possible", "likely", "certain"][rawValue] }

        public static func < (left: Confidence, right: Confidence) -> Bool { left.rawValue < right.rawValue }
    }

    public enum Category: String, Sendable, Codable {
        case drop, mismatch, timeout, performance, security, capture, event
    }

    /// What a finding is about. `id` names it without secrets: `10.0.0.1:80`, a session's label, a flow's number…
    public struct Subject: Sendable, Codable, Hashable {
        public enum Kind: String, Sendable, Codable { case flow, session, server, client, hop, store, capture }

        public var kind: Kind
        public var id: String

        public init(kind: Kind, id: String) {
            self.kind = kind
            self.id = id
        }
    }

    /// Who ended or broke it.
    public struct Actor: Sendable, Codable, Hashable {
        public enum Role: String, Sendable, Codable { case client, proxy, server, store, middlebox, unknown }

        public var role: Role
        public var endpoint: Endpoint?

        public init(role: Role, endpoint: Endpoint? = nil) {
            self.role = role
            self.endpoint = endpoint
        }
    }

    /// One time it happened.
    public struct Occurrence: Sendable, Codable, Equatable {
        public var at: PacketReference
        public var flow: FlowID?
        /// The key of the session in `Correlation`; outputs print its label.
        public var session: String?
        public var note: String

        public init(at: PacketReference, flow: FlowID?, session: String? = nil, note: String) {
            self.at = at
            self.flow = flow
            self.session = session
            self.note = note
        }
    }

    /// A packet that shows it, and what it shows.
    public struct Evidence: Sendable, Codable, Equatable {
        public var packet: UInt64
        public var flow: FlowID?
        public var text: String

        public init(packet: UInt64, flow: FlowID?, text: String) {
            self.packet = packet
            self.flow = flow
            self.text = text
        }
    }

    /// A setting to change, and where.
    public struct Fix: Sendable, Codable, Equatable {
        /// The software or place: `nginx`, `HAProxy`, `client`…
        public var target: String
        public var text: String
        /// What to write into the configuration or the program, as it stands there: to be copied.
        public var setting: String?

        public init(for target: String, _ text: String, setting: String? = nil) {
            self.target = target
            self.text = text
            self.setting = setting
        }

        /// The lines of the setting; none where there is nothing to write.
        public var settingLines: [String] { (setting ?? "").split(separator: "\n").map(String.init) }
    }

    /// The first 8 hexadecimal digits of SHA-256 over code and subject; empty until `Reporting` or `Analysis` sets it.
    public var id = ""
    public var code: String
    public var category: Category
    public var severity: Severity
    /// OSI layer, 2 to 7.
    public var layer: Int
    public var confidence: Confidence
    public var title: String
    public var subject: Subject
    public var by: Actor
    public var first: PacketReference
    public var last: PacketReference
    /// Occurrences in all; `occurrences` holds the first hundred.
    public var count: Int
    public var occurrences: [Occurrence]
    public var evidence: [Evidence]
    public var cause: String
    public var fixes: [Fix]
    /// A Wireshark display filter that opens the packets.
    public var displayFilter: String
    public var related: [String]
    /// Sessions affected, for sorting.
    public var sessionsAffected = 0

    /// - Precondition: `evidence` is not empty.
    public init(
        code: String, category: Category, severity: Severity, layer: Int, confidence: Confidence, title: String,
        subject: Subject, by: Actor, occurrence: Occurrence, evidence: [Evidence], cause: String, fixes: [Fix],
        displayFilter: String, related: [String] = []
    ) {
        precondition(!evidence.isEmpty, "a finding shows its packets")
        self.code = code
        self.category = category
        self.severity = severity
        self.layer = layer
        self.confidence = confidence
        self.title = title
        self.subject = subject
        self.by = by
        first = occurrence.at
        last = occurrence.at
        count = 1
        occurrences = [occurrence]
        self.evidence = evidence
        self.cause = cause
        self.fixes = fixes
        self.displayFilter = displayFilter
        self.related = related
    }
}
