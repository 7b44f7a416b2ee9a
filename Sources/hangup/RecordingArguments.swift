import ArgumentParser
import Captures

/// Whether packets are written besides, and where; letters mean what they mean in tcpdump.
struct RecordingArguments: ParsableArguments {
    @Option(
        name: [.customShort("w"), .customLong("write")],
        help: ArgumentHelp(
            "Write the packets as they come: pcap, or pcapng where the name ends so (mode 0600).", valueName: "file"))
    var path: String?

    @Option(
        name: .customShort("C"),
        help: ArgumentHelp(
            "Begin another file when one is larger, in millions of bytes (k, m, g: powers of 1024).",
            valueName: "size"))
    var size: String?

    @Option(
        name: .customShort("G"),
        help: ArgumentHelp(
            "Begin another file every so often; the name may hold a time as strftime writes it.", valueName: "seconds"))
    var seconds: Int64?

    @Option(
        name: .customShort("W"),
        help: ArgumentHelp(
            "With -C keep so many files, and overwrite the oldest; with -G end after so many.", valueName: "count"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "With --write-findings: keep the packets of the last so many seconds for it.", valueName: "seconds"))
    var before: Double = 120

    /// The plan, if packets are to be written.
    func plan() throws -> RecordingPlan? {
        guard (1...100_000).contains(before) else {
            throw ValidationError("--before takes a number of seconds from 1 to 100000")
        }
        guard let path else {
            guard size == nil, seconds == nil, count == nil else {
                throw ValidationError("-C, -G and -W are about the files of -w")
            }
            return nil
        }
        guard path != "-" else {
            throw ValidationError("-w -: standard output is for the report; name a file, or run tcpdump beside it")
        }
        var plan = RecordingPlan(path: path)
        plan.size = try size.map(Self.octets)
        if let seconds, seconds < 1 { throw ValidationError("-G takes a number of seconds, 1 or more") }
        if let count, count < 1 { throw ValidationError("-W takes a number of files, 1 or more") }
        if count != nil, plan.size == nil, seconds == nil { throw ValidationError("-W goes with -C or -G") }
        plan.seconds = seconds
        plan.count = count
        return plan
    }

    private static func octets(_ text: String) throws -> UInt64 {
        let units: [Character: UInt64] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
        let unit = text.last.flatMap { units[Character($0.lowercased())] }
        let digits = unit == nil ? Substring(text) : text.dropLast()
        guard let number = UInt64(digits), number > 0, number < 1 << 33 else {
            throw ValidationError("-C \(text): not a number of millions of bytes, or one with k, m or g")
        }
        return number * (unit ?? 1_000_000)
    }
}
