extension ProtocolDescription {
    /// The client/server protocol of MySQL and MariaDB.
    static let mySQL = ProtocolDescription(
        .mySQL, aliases: ["mariadb"], title: "MySQL, MariaDB",
        specification: "MySQL Internals, Client/Server Protocol; MariaDB, Client/Server Protocol", ports: [3306],
        dissector: MySQLDissector.self)
}
