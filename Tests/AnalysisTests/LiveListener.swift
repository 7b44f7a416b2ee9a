import Analysis
import Correlation
import Diagnosis
import Records
import Synchronization

/// Keeps all that a live analysis tells.
struct LiveListener: LiveObserver {
    var emissions: [Emission] = []
    var found: [Finding] = []
    var grown: [Finding] = []
    var forgotten: [SessionSummary] = []
    var remarks: [String] = []
    var status = LiveStatus()

    mutating func begin(labelKey: [UInt8]) {}
    mutating func record(_ emission: Emission) { emissions.append(emission) }
    mutating func progress(packets: UInt64, bytes: UInt64, total: UInt64?) -> Bool { true }
    mutating func found(_ findings: [Finding]) { found += findings }
    mutating func grown(_ findings: [Finding]) { grown += findings }
    mutating func forgotten(_ sessions: [SessionSummary]) { forgotten += sessions }
    mutating func remark(_ text: String) { remarks.append(text) }
    mutating func flush() {}
    mutating func look(_ status: LiveStatus) -> Bool {
        self.status = status
        return true
    }
}

/// A clock that stands where it was set.
final class SetClock: Sendable {
    private let time = Mutex(Timestamp(nanoseconds: 0))

    var now: Timestamp { time.withLock { $0 } }
    func set(_ new: Timestamp) { time.withLock { $0 = new } }
}
