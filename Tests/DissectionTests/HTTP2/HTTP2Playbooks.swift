import Records

@testable import Dissection

extension Playbook {
    /// A connection whose beginning was captured.
    static var http2: Playbook {
        Playbook(.http2).client(HTTP2Bytes.preface + HTTP2Bytes.settings).server(HTTP2Bytes.settings)
    }

    /// A connection whose beginning was not captured.
    static var midstreamHTTP2: Playbook {
        Playbook(.http2, Environment(hints: OpeningHints(clientPort: 40_000, serverPort: 50_051, isMidstream: true)))
    }

    /// Adds further sides' bytes.
    func client(_ frames: [UInt8]...) -> Playbook { client(Array(frames.joined())) }
    func server(_ frames: [UInt8]...) -> Playbook { server(Array(frames.joined())) }
}

extension Playbook.Outcome {
    var exchanges: [HTTPExchange] {
        records.compactMap { if case .exchange(let exchange) = $0 { exchange } else { nil } }
    }

    var connection: HTTP2Connection? {
        records.compactMap { if case .http2(let connection) = $0 { connection } else { nil } }.last
    }

    func exchange(_ stream: UInt32) -> HTTPExchange? { exchanges.first { $0.streamID == stream } }
}
