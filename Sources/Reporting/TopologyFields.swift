import Correlation
import Records

/// Members of who talks HTTP to whom.
extension FieldWriter {
    mutating func fields(of edge: TopologyLedger.Edge) {
        json.field("client", edge.client.description)
        endpoint("server", edge.server)
        json.field("flows", UInt64(clamping: edge.flows))
        json.field("exchanges", UInt64(clamping: edge.exchanges))
        json.field("relayed", UInt64(clamping: edge.relayed))
        json.field("passing", edge.isPassing)
        json.field("behind", strings: edge.behind.map(\.description))
    }

    /// What made the output, and by which names its members go.
    mutating func tool(_ options: ReportOptions) {
        json.field("schema", "hangup.report/1")
        json.key("tool")
        json.beginObject()
        json.field("name", options.toolName)
        json.field("version", options.toolVersion)
        json.endObject()
    }
}
