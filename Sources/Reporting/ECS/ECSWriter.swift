import Diagnosis
import Records

/// Writes ECS documents, one a line.
struct ECSWriter {
    /// Longest keyword that Elasticsearch indexes by default, characters.
    static let longestKeyword = 1_024

    var json = JSONWriter()
    var capture = ReportCapture()

    /// What an event is, in the words of ECS.
    struct Event {
        var dataset: StaticString
        var kind: StaticString = "event"
        var categories: [String]
        var types: [String]
        var action: String
        var outcome: StaticString?
        var id: String?
        var code: String?
        var severity: UInt64?
        var reason: String?
        var start: Timestamp?
        var end: Timestamp?
    }

    mutating func document(_ time: Timestamp?, _ event: Event, _ write: (inout ECSWriter) -> Void) {
        json.restart()
        json.beginObject()
        // A document without a time is refused by data streams.
        json.field("@timestamp", time: time ?? capture.first ?? Timestamp(nanoseconds: 0))
        object("ecs") { $0.json.field("version", ECSReport.version) }
        object("event") { $0.fields(of: event) }
        object("observer") { writer in
            writer.json.field("product", "hangup")
            writer.json.field("type", "sensor")
            if !writer.capture.toolVersion.isEmpty { writer.json.field("version", writer.capture.toolVersion) }
        }
        write(&self)
        json.endObject()
        json.bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func fields(of event: Event) {
        json.field("kind", event.kind)
        json.field("category", strings: event.categories)
        json.field("type", strings: event.types)
        json.field("action", event.action)
        if let outcome = event.outcome { json.field("outcome", outcome) }
        json.field("module", "hangup")
        json.field("dataset", event.dataset)
        json.field("id", event.id)
        json.field("code", event.code)
        json.field("severity", event.severity)
        keyword("reason", event.reason)
        json.field("start", time: event.start)
        json.field("end", time: event.end)
        if let start = event.start, let end = event.end, end >= start {
            json.field("duration", end.nanosecondsSince(start))
        }
    }

    mutating func object(_ name: StaticString, _ write: (inout ECSWriter) -> Void) {
        json.key(name)
        json.beginObject()
        write(&self)
        json.endObject()
    }

    /// A text, cut where Elasticsearch would leave it out of its index.
    mutating func keyword(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        json.field(name, text.count <= Self.longestKeyword ? text : String(text.prefix(Self.longestKeyword - 1)) + "…")
    }

    /// Seconds, always with decimals: Elasticsearch makes a field an integer for ever whose first value is whole.
    mutating func seconds(_ name: StaticString, _ value: Double?) {
        guard let value else { return }
        json.field(name, seconds: value)
        let nanoseconds = (value.magnitude * 1e9).rounded()
        let isWhole = nanoseconds.truncatingRemainder(dividingBy: 1e9) == 0
        if !value.isFinite || isWhole || value.magnitude >= 9e9 { json.decimals() }
    }

    // MARK: Parts that documents share

    /// `client`, `server`, and the same as `source`, `destination`, `related` and `network`.
    mutating func ends(of flow: ReportFlow?, counts: Bool = false) {
        guard let flow else { return }
        for (name, end, side) in [
            ("client", flow.client, Side.client), ("source", flow.client, .client), ("server", flow.server, .server),
            ("destination", flow.server, .server),
        ] as [(StaticString, ReportEndpoint, Side)] {
            object(name) { writer in
                writer.json.field("address", end.address)
                writer.json.field("ip", end.address)
                writer.json.field("port", end.port)
                guard counts else { return }
                writer.json.field("bytes", flow.bytes[side])
                writer.json.field("packets", flow.packets[side])
            }
        }
        object("related") { writer in
            let addresses = [flow.client.address, flow.server.address]
            writer.json.field("ip", strings: addresses[0] == addresses[1] ? [addresses[0]] : addresses)
        }
        network(flow, counts: counts)
    }

    private mutating func network(_ flow: ReportFlow, counts: Bool) {
        object("network") { writer in
            writer.json.field("transport", "tcp")
            writer.json.field("type", flow.client.address.contains(":") ? "ipv6" : "ipv4")
            if let name = flow.protocols.last { writer.json.field("protocol", Self.protocolName(name)) }
            writer.json.field("community_id", flow.communityID)
            if let vlan = flow.vlans.first { writer.object("vlan") { $0.json.field("id", String(vlan)) } }
            guard counts else { return }
            writer.json.field("bytes", flow.bytes.client &+ flow.bytes.server)
            writer.json.field("packets", flow.packets.client &+ flow.packets.server)
        }
    }

    /// ECS knows one name for HTTP of all versions.
    private static func protocolName(_ name: String) -> String { name.hasPrefix("http") ? "http" : name }

    mutating func flowID(_ id: FlowID) { json.field("flow", id) }
}
