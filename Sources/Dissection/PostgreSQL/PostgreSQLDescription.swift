extension ProtocolDescription {
    /// PostgreSQL's frontend/backend protocol, version 3.
    static let postgreSQL = ProtocolDescription(
        .postgreSQL, aliases: ["pgsql", "postgres"], title: "PostgreSQL",
        specification: "PostgreSQL documentation, Frontend/Backend Protocol", ports: [5432, 6432],
        applicationProtocols: ["postgresql"], dissector: PostgreSQLDissector.self)
}
