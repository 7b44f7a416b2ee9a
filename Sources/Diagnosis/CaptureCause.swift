import Records

/// A conclusion about the capture as a whole, made once, at the end.
protocol CaptureCause: Sendable {
    static var entry: HandbookEntry { get }
    static func explain(_ quality: CaptureQuality, _ capture: CaptureSummary) -> Verdict?
}
