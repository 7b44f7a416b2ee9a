import Diagnosis
import Records

/// The life of a session or of a connection, with everybody who took part: what a sequence diagram shows.
struct Story: Sendable {
    /// Something that was sent, or a silence.
    struct Event: Sendable {
        enum Kind: String, Sendable {
            case open, request, response, informed, frame, ping, pong, close, cut, alert, command, missing, note
            case silence
        }

        var kind: Kind
        /// `nil` for what is told without a time.
        var time: Timestamp?
        var packet: UInt64
        var flow: FlowID?
        /// Places of sender and receiver among the lanes; the same for what happens at one of them.
        var from: Int
        var to: Int
        var text: String
        /// What a finding says of this very packet.
        var remarks: [String] = []
        /// Of a silence, and of what ends one: seconds.
        var silence: Double?
        /// What the silence is known for: `60 s: nginx proxy_read_timeout`.
        var known: String?
        /// Of a silence: whether it was one, or only nothing is told of that time.
        var isMeasured = true
        /// Whether it went wrong.
        var isBad = false
    }

    var id: String
    var title: String
    var flows: [FlowID]
    var lanes: [Participants.Box]
    var events: [Event]
    /// Events in the middle that were left out.
    var omitted: UInt64
    /// The packet of the first event behind those.
    var omittedBehind: UInt64
}
