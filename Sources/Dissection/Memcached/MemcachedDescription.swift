extension ProtocolDescription {
    /// memcached: the text protocol with its meta commands, and the binary protocol.
    static let memcached = ProtocolDescription(
        .memcached, aliases: ["memcache"], title: "memcached",
        specification: "memcached protocol.txt, BinaryProtocolRevamped",
        ports: [11_211], dissector: MemcachedDissector.self)
}
