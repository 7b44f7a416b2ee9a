import Records

/// `capture.incomplete`
enum Incomplete: CaptureCause {
    static func explain(_ quality: CaptureQuality, _ capture: CaptureSummary) -> Verdict? {
        let dropped = (capture.droppedByKernel ?? 0) &+ (capture.droppedByInterface ?? 0)
        let isLossy = capture.missingBytes > 0 || dropped > 0 || !quality.incomplete.isEmpty
        guard isLossy || capture.cutBytes > 0 || !quality.cut.isEmpty else { return nil }
        let examples = isLossy && !quality.incomplete.isEmpty ? quality.incomplete : quality.cut
        guard
            let at = examples.first?.at ?? quality.firstPacket
                ?? capture.first.map({ PacketReference(packet: 1, time: $0) })
        else { return nil }
        var evidence = examples.prefix(8).map {
            Finding.Evidence(
                packet: $0.at.packet, flow: $0.flow,
                text: "\(Figure.count($0.bytes, "byte")) of flow \($0.flow) are not in the capture")
        }
        if evidence.isEmpty {
            evidence = [
                Finding.Evidence(
                    packet: at.packet, flow: nil,
                    text: "\(Figure.count(dropped, "packet")) dropped before the capture had them")
            ]
        }
        var verdict = Verdict(
            isLossy ? .warning : .notice, .certain, subject: Finding.Subject(kind: .capture, id: "capture"),
            by: Finding.Actor(role: .unknown), at: at, flow: examples.first?.flow,
            note: parts(capture, quality, dropped: dropped).joined(separator: ", "),
            cause: "The capture does not hold everything: "
                + parts(capture, quality, dropped: dropped).joined(separator: ", ")
                + ". What is concluded of these flows is less certain, and something may be missing.",
            evidence: evidence, fixes: isLossy ? fixes : [fixes[1]])
        verdict.displayFilter =
            isLossy
            ? "tcp.analysis.ack_lost_segment || tcp.analysis.lost_segment" : "frame.cap_len < frame.len"
        return verdict
    }

    // MARK: Words

    private static func parts(_ capture: CaptureSummary, _ quality: CaptureQuality, dropped: UInt64) -> [String] {
        var parts: [String] = []
        let missing = max(capture.missingBytes, quality.incomplete.reduce(0) { $0 &+ $1.bytes })
        if missing > 0 {
            parts.append(
                "\(Figure.count(missing, "byte")) in \(Figure.count(max(quality.incompleteFlows, 1), "flow")) were "
                    + "acknowledged and never captured"
            )
        }
        if dropped > 0 { parts.append("\(Figure.count(dropped, "packet")) were dropped by kernel or interface") }
        let cut = max(capture.cutBytes, quality.cut.reduce(0) { $0 &+ $1.bytes })
        if cut > 0 { parts.append("\(Figure.count(cut, "byte")) were cut off by the snap length") }
        if capture.visibility.oneSided > 0 {
            parts.append("of \(Figure.count(capture.visibility.oneSided, "flow")) only one side was seen")
        }
        return parts
    }

    private static let fixes = [
        Finding.Fix(
            for: "capture",
            "A bigger kernel buffer (tcpdump -B 65536, hangup live -B 65536), a filter for the hosts in question, "
                + "and a fast disk."
        ),
        Finding.Fix(for: "capture", "No snap length: -s 0."),
        Finding.Fix(
            for: "capture",
            "Where both directions take different ways (asymmetric routing, one half of a mirror port): capture on "
                + "the host itself."
        ),
    ]

    static let entry = HandbookEntry(
        "capture.incomplete", "Capture is incomplete", .capture, layer: 2, severities: [.warning, .notice],
        severityRule: "warning; notice where only the snap length cut packets",
        meaning:
            "Some of what was on the wire is not in the file: the capturing machine was too slow, the mirror port "
            + "dropped packets, or packets were stored in part. Conclusions about those connections lose confidence.",
        proof:
            "tcp.analysis.ack_lost_segment || tcp.analysis.lost_segment: something was acknowledged that is not "
            + "there. capinfos shows drops and snap length.",
        mending: fixes)
}
