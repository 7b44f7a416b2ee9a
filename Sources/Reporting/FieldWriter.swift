import Records

/// Writes records as JSON members, with names and units of the `hangup.report/1` document.
///
/// The formats `json` and `jsonl` share it. Everything secret goes through its redactor.
struct FieldWriter {
    /// Longest text of the other side's choosing that is printed whole (close reasons, error texts), octets.
    static let longestText = 512

    var json = JSONWriter()
    var redactor: Redactor

    init(redactor: Redactor) { self.redactor = redactor }

    /// The packet and time of something.
    mutating func reference(_ reference: PacketReference) {
        json.field("packet", reference.packet)
        json.field("time", time: reference.time)
    }

    mutating func endpoint(_ name: StaticString, _ endpoint: Endpoint) {
        json.key(name)
        json.beginObject()
        json.field("address", endpoint.address.description)
        json.field("port", endpoint.port)
        json.endObject()
    }

    mutating func sides(_ name: StaticString, _ counts: PerSide<UInt64>) {
        json.key(name)
        json.beginObject()
        json.field("client", counts.client)
        json.field("server", counts.server)
        json.endObject()
    }

    mutating func sides(_ name: StaticString, _ counts: PerSide<UInt32>) {
        sides(name, PerSide(client: UInt64(counts.client), server: UInt64(counts.server)))
    }

    /// A text that the other side chose freely, cut where it is long.
    mutating func boundedText(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        json.field(name, text.utf8.count <= FieldWriter.longestText ? text : FieldWriter.shortened(text))
    }

    private static func shortened(_ text: String) -> String {
        var rest = longestText
        let kept = text.unicodeScalars.prefix { scalar in
            rest -= UTF8.width(scalar)
            return rest >= 0
        }
        return String(String.UnicodeScalarView(kept)) + "…"
    }
}
