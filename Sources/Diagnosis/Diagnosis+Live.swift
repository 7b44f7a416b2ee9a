public import Correlation
public import Records

/// What captures without an end ask for besides.
extension Diagnosis {
    /// So long before a symptom a lost packet may have had to do with it, seconds.
    private static let lossSeconds = 60.0

    /// The capture itself lost packets between two moments, or its clock was set: what is concluded from that time is
    /// less sure.
    public mutating func noteLoss(from start: Timestamp, to end: Timestamp) { losses.add(from: start, to: end) }

    /// The clock of the packets was set back to `time`: what waits for a verdict does not wait until it is there again.
    public mutating func turnBack(to time: Timestamp) {
        judgeAll()
        correlation.turnBack(to: time)
    }

    /// A turn of time, half a window, is over: what was not seen since `time`, the beginning of the window, is forgotten.
    ///
    /// - Returns: the sessions that are forgotten.
    public mutating func turn(before time: Timestamp) -> [SessionSummary] { correlation.turn(before: time) }

    /// Makes room where limits are nearly reached; to be called now and then.
    ///
    /// - Returns: the sessions that are forgotten.
    public mutating func makeRoom() -> [SessionSummary] {
        docket.makeRoom()
        return correlation.makeRoom()
    }

    /// How many sessions are remembered, how many there were in all, and how many of them are lost.
    public var census: (held: Int, seen: UInt64, lost: Int) { correlation.sessions.census }

    /// The symptom, marked where the capture lost packets around its time.
    func marked(_ symptom: Symptom) -> Symptom {
        guard !losses.isEmpty else { return symptom }
        let start = max(symptom.facts.opened.first.time, symptom.at.time.advanced(bySeconds: -Self.lossSeconds))
        guard losses.touch(from: start, to: max(symptom.at.time, symptom.deadline)) else { return symptom }
        var marked = symptom
        marked.isNearLoss = true
        return marked
    }
}
