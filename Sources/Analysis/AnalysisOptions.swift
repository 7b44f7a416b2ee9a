public import Dissection
public import Flows
public import Records

/// What to analyze, and how.
public struct AnalysisOptions: Sendable {
    /// Capture files; `-` is standard input.
    public var paths: [String]
    /// A filter in the language of pcap-filter(7). What it rejects is counted, and keeps its number.
    public var filter: String?
    /// Stop after so many packets.
    public var packetLimit: UInt64?
    /// Workers. What is printed does not depend on it.
    public var threads = 1
    public var limits = Limits()
    /// Whether packets come without an end: bounds of what is remembered are narrower.
    public var isLive = false
    /// Names of session headers on top of the built-in ones, in lower case.
    public var sessionHeaders: [String] = []
    /// Names of session cookies on top of the well-known ones.
    public var sessionCookies: [String] = []
    public var decodeAs: [DecodeAs] = []
    /// Whether single WebSocket frames are told.
    public var listsFrames = false
    /// Secrets for decryption; those inside of captures are used besides.
    public var keyLog: KeyLog?
    public var selection = Selection()
    /// Whether conclusions list the sessions.
    public var listsSessions = true
    /// The key of labels for secrets, 32 octets; `nil` derives it from the first packets.
    public var labelKey: [UInt8]?

    public init(paths: [String]) { self.paths = paths }

    /// For packets that come as they are captured.
    public static var live: AnalysisOptions {
        var options = AnalysisOptions(paths: [])
        options.limits = .live
        options.isLive = true
        return options
    }
}

/// What the user wants to look at more closely. Everything is analyzed; only what is told is chosen.
public struct Selection: Sendable, Equatable {
    public var client: Address?
    public var flow: FlowID?
    public var since: Timestamp?
    public var until: Timestamp?

    public init() {}

    public var isEverything: Bool { self == Selection() }
}
