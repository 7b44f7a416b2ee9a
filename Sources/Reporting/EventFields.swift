import Records

/// Members of what else happens in a flow: bytes that are missing, and events.
extension FieldWriter {
    /// Bytes of a side that nobody will deliver.
    mutating func fields(of gap: StreamGap) {
        json.field("kind", "bytes")
        json.field("cause", gap.cause.rawValue)
        fields(of: gap.place)
        json.field("bytes", gap.byteCount)
    }

    mutating func fields(of event: FlowEvent) {
        json.field("kind", event.kind.rawValue)
        fields(of: event.place)
        boundedText("detail", redactor.shownProse(event.detail))
    }

    private mutating func fields(of place: Place) {
        reference(place.reference)
        json.field("by", place.direction.sender.rawValue)
        json.field("offset", place.offset)
    }
}
