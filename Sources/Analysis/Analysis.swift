import Captures
public import Diagnosis
import Dissection
import Packets
import Records

/// Analyzes captures: from files to conclusions.
///
/// The whole way in one call:
///
///     var observer = …
///     let conclusions = try Analysis.run(AnalysisOptions(paths: ["capture.pcap"]), observer: &observer)
public enum Analysis {
    /// Packets between two calls of `AnalysisObserver.progress`.
    private static let progressPackets: UInt64 = 8_192

    /// Reads all captures, tells every record in order, and concludes.
    ///
    /// - Throws: `AnalysisError` when a capture cannot be opened or the filter cannot be compiled. What is wrong later
    ///   in a file is no error: the conclusions' `capture.sources` say it.
    public static func run(
        _ options: AnalysisOptions, observer: inout some AnalysisObserver
    ) throws(AnalysisError) -> Conclusions {
        let captures: CaptureSet
        do {
            captures = try CaptureSet(paths: options.paths, filter: options.filter)
        } catch {
            throw AnalysisError(error)
        }
        var options = options
        if options.keyLog == nil, captures.mayHoldSecrets { options.keyLog = KeyLog() }
        var run = Run(options)
        var frame = Frame()
        while captures.next(&frame) {
            if captures.hasNewSecrets { run.learn(captures.takeSecrets()) }
            run.take(frame, &observer)
            if run.packetCount % progressPackets == 0 {
                let read = captures.progress
                if !observer.progress(packets: run.packetCount, bytes: read.read, total: read.total) { break }
            }
            if let limit = options.packetLimit, run.packetCount >= limit { break }
        }
        return run.finish(captures, &observer)
    }
}

/// One analysis in progress.
struct Run {
    var dispatcher: Dispatcher
    private var segment = Segment()
    var diagnosis: Diagnosis
    private var accounting = Accounting()
    private(set) var chosen: Chosen
    private var labelKey: LabelKey?
    /// What was told since it was last passed on: empty between two calls, kept for its storage.
    private var told: [Emission] = []

    init(_ options: AnalysisOptions) {
        dispatcher = Dispatcher(options)
        var conclusionOptions = options.isLive ? DiagnosisOptions.live : DiagnosisOptions()
        conclusionOptions.sessionCookies = options.sessionCookies
        conclusionOptions.sessionHeaders = options.sessionHeaders
        conclusionOptions.listsSessions = options.listsSessions
        diagnosis = Diagnosis(options: conclusionOptions)
        chosen = Chosen(options.selection)
        givenKey = options.labelKey
        secretCount = options.keyLog?.secretCount ?? 0
        badSecretLines = options.keyLog?.badLineCount ?? 0
        labelKey = LabelKey()
    }

    private let givenKey: [UInt8]?
    private var secretCount: Int
    private var badSecretLines: Int

    var packetCount: UInt64 { dispatcher.packets.read }

    mutating func take(_ frame: borrowing Frame, _ observer: inout some AnalysisObserver) {
        if labelKey != nil {
            labelKey?.update(frame.bytes)
            dispatcher.take(frame, &segment)
            if packetCount >= LabelKey.packetCount { begin(&observer) }
            return
        }
        // Before the frame, so that what the last one makes final is told among the flows' endings.
        if dispatcher.isFull {
            dispatcher.collectFinished(into: &told)
            passOn(&observer)
        }
        dispatcher.take(frame, &segment)
    }

    /// Takes key logs found inside a capture: what comes from now on can be read with them.
    mutating func learn(_ secrets: [DecryptionSecrets]) {
        var log = KeyLog()
        for block in secrets where block.kind == .tlsKeyLog {
            log.absorb(block.bytes)
            log.finishLine()
        }
        learn(log)
    }

    /// Takes secrets: what comes from now on can be read with them.
    mutating func learn(_ log: KeyLog) {
        badSecretLines += log.badLineCount
        secretCount += log.secretCount
        if !log.isEmpty { dispatcher.learn(log) }
    }

    mutating func begin(_ observer: inout some AnalysisObserver) {
        guard let key = labelKey else { return }
        labelKey = nil
        observer.begin(labelKey: givenKey ?? key.finish())
    }

    /// All flows end, a few at a time; what the last packet made final is told in its place among them.
    private mutating func endFlows(_ observer: inout some AnalysisObserver) {
        dispatcher.collect(into: &told)
        let last = dispatcher.packets.read
        var waiting = told.filter { $0.packet == last }[...]
        told.removeAll { $0.packet == last }
        passOn(&observer)
        var isMore = true
        while isMore {
            isMore = dispatcher.finishSome()
            dispatcher.collect(into: &told)
            let due = isMore ? waiting.prefix { $0.flow < dispatcher.finished } : waiting
            if !due.isEmpty {
                told.append(contentsOf: due)
                told.sort { $0.precedes($1) }
                waiting = waiting.dropFirst(due.count)
            }
            passOn(&observer)
        }
    }

    mutating func tell(_ observer: inout some AnalysisObserver) {
        dispatcher.collect(into: &told)
        passOn(&observer)
    }

    private mutating func passOn(_ observer: inout some AnalysisObserver) {
        // From the end of the list turned round, each moves out of it: nothing of them is counted or copied.
        told.withUnsafeMutableBufferPointer { $0.reverse() }
        while let emission = told.popLast() {
            accounting.absorb(emission)
            diagnosis.absorb(emission)
            if chosen.includes(emission) { observer.record(emission) }
        }
    }

    mutating func finish(_ captures: CaptureSet, _ observer: inout some AnalysisObserver) -> Conclusions {
        finishTelling(&observer)
        var summary = summary
        summary.sources = captures.summaries
        summary.droppedByKernel = captures.drops.kernel
        summary.droppedByInterface = captures.drops.interface
        return conclude(summary)
    }

    /// No more packets come: all flows end, and all that they tell is told.
    mutating func finishTelling(_ observer: inout some AnalysisObserver) {
        begin(&observer)
        endFlows(&observer)
    }

    mutating func conclude(_ summary: CaptureSummary) -> Conclusions { chosen.select(diagnosis.finish(summary)) }

    /// What was counted so far; of where it came from it says nothing.
    var summary: CaptureSummary {
        var summary = CaptureSummary()
        summary.first = dispatcher.first
        summary.last = dispatcher.last
        summary.packets = dispatcher.packets
        summary.missingBytes = accounting.missingBytes
        summary.cutBytes = accounting.cutBytes
        summary.duplicatePackets = accounting.duplicates
        summary.evictedFlows = accounting.evictedFlows
        summary.visibility = accounting.visibility
        summary.secrets = UInt64(secretCount)
        summary.badSecretLines = UInt64(badSecretLines)
        return summary
    }
}
