import Diagnosis

/// The packets of each finding's flows, as small captures.
struct FindingFiles {
    let folder: String

    func write(_ conclusions: Conclusions, from paths: [String]) throws {}
}
