import Bytes
import Records

/// The first packets of the client, and the answer to a wish for encryption.
extension PostgreSQLDissector {
    mutating func readStartup(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let needed = PostgreSQLStartup.headerByteCount
        guard window.byteCount >= needed else { throw .short(needed: needed, available: window.byteCount) }
        guard let startup = PostgreSQLStartup(window) else {
            throw .broken(field: "PostgreSQL startup code", value: UInt64(window.uint32(at: 4)))
        }
        switch startup.code {
        case .sslRequest, .gssEncryptionRequest:
            window = window.extracting(droppingFirst: needed)
            wantsTLS = startup.code == .sslRequest
            phases = PerSide(both: .encryptionAnswer)
            hasRead = true
            tell(
                .tlsRequest, by: .client, at: provenance.reference(at: needed - 1),
                message: wantsTLS ? nil : "GSSAPI encryption", &sink)
            return .proceed
        case .cancelRequest: return try readCancellation(&window, startup, provenance, &sink)
        case .version(let major, _):
            if major < 3 { return .opaque("PostgreSQL protocol 2") }
            return try readSettings(&window, startup, provenance, &sink)
        }
    }

    /// A CancelRequest names a backend, and comes on a connection of its own.
    private mutating func readCancellation(
        _ window: inout RawSpan, _ startup: PostgreSQLStartup, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        guard window.byteCount >= startup.byteCount else {
            throw .short(needed: startup.byteCount, available: window.byteCount)
        }
        let backend = window.uint32(at: PostgreSQLStartup.headerByteCount)
        window = window.extracting(droppingFirst: startup.byteCount)
        isCancellation = true
        phases.client = .over
        tell(
            .cancelRequest, by: .client, at: provenance.reference(at: startup.byteCount - 1),
            message: "backend \(backend)", target: backend, &sink)
        return .proceed
    }

    private mutating func readSettings(
        _ window: inout RawSpan, _ startup: PostgreSQLStartup, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        var rest = window
        let settings = try rest.readUnit("PostgreSQL startup message", byteCount: startup.byteCount) {
            (unit: inout RawSpan) throws(Malformed) -> PostgreSQLSettings in
            try unit.skip(PostgreSQLStartup.headerByteCount)
            return try PostgreSQLSettings(parsing: &unit)
        }
        let reference = provenance.reference(at: startup.byteCount - 1)
        window = window.extracting(droppingFirst: startup.byteCount)
        session.user = settings.user?.bounded
        session.database = settings.database?.bounded
        session.application = settings.application.flatMap { $0.isEmpty ? nil : $0.bounded }
        phases = PerSide(both: .messages)
        hasRead = true
        ledger.begin(.login, at: reference)
        tell(.startup, by: .client, at: reference, &sink)
        if settings.isReplication { tell(.replication, by: .client, at: reference, &sink) }
        return .proceed
    }

    /// One octet: `S` (TLS), `G` (GSSAPI), `N` (neither); servers older than the question answer with an error.
    mutating func readEncryptionAnswer(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        switch window.uint8(at: 0) {
        case UInt8(ascii: "S") where wantsTLS:
            window = window.extracting(droppingFirst: 1)
            session.encrypted = true
            sink.append(.database(session))
            return .handOver(Handover(.tls))
        case UInt8(ascii: "G") where !wantsTLS:
            session.encrypted = true
            return .opaque("GSSAPI encryption")
        case UInt8(ascii: "N"):
            window = window.extracting(droppingFirst: 1)
            phases = PerSide(client: .startup, server: .messages)
            return .proceed
        case UInt8(ascii: "E"):
            guard PostgreSQLChain(window, from: .server).isConvincing else {
                return window.byteCount < 64 ? .more(atLeast: 64) : .opaque("PostgreSQL's answer to a wish for TLS")
            }
            phases.server = .messages
            return try step(&window, provenance, into: &sink)
        default:
            throw .broken(field: "PostgreSQL's answer to a wish for encryption", value: UInt64(window.uint8(at: 0)))
        }
    }
}

extension String {
    /// The text, cut where it is longer than what is kept of a name or a message.
    var bounded: String {
        guard utf8.count > DatabaseLimits.textBytes else { return self }
        return String(decoding: utf8.prefix(DatabaseLimits.textBytes), as: UTF8.self)
    }
}
