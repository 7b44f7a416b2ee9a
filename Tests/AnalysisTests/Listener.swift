import Analysis
import Diagnosis
import Records

/// Keeps all that an analysis tells.
struct Listener: AnalysisObserver {
    var emissions: [Emission] = []
    var labelKey: [UInt8] = []
    var keepsEmissions = true

    mutating func begin(labelKey: [UInt8]) { self.labelKey = labelKey }

    mutating func record(_ emission: Emission) {
        if keepsEmissions { emissions.append(emission) }
    }

    mutating func progress(packets: UInt64, bytes: UInt64, total: UInt64?) -> Bool { true }
}

/// What an analysis told and concluded.
struct Heard {
    var emissions: [Emission]
    var conclusions: Conclusions

    init(_ paths: [String], threads: Int = 1, _ change: (inout AnalysisOptions) -> Void = { _ in }) throws {
        var options = AnalysisOptions(paths: paths)
        options.threads = threads
        change(&options)
        var listener = Listener()
        conclusions = try Analysis.run(options, observer: &listener)
        emissions = listener.emissions
    }

    init(scenario: String, threads: Int = 1) throws {
        try self.init([CaptureFolder.path(scenario)], threads: threads)
    }
}
