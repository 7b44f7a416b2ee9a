import Records

@testable import Dissection

extension Playbook {
    /// A conversation of HTTP/1.
    static var http: Playbook { Playbook(.http1) }
    static let request = "GET /a?b=c HTTP/1.1\r\nHost: example.com\r\n\r\n"
    static let response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    /// The exchanges told, in order.
    func exchanges(pieceSize: Int = .max) -> [HTTPExchange] { records(pieceSize: pieceSize).exchanges }

    /// Whether the conversation, cut into pieces of every size up to `largest`, tells the same as when it is whole.
    func isTheSameForEveryCut(upTo largest: Int = 40) -> Bool {
        let whole = outcome()
        return (1...largest).allSatisfy { outcome(pieceSize: $0) == whole }
    }
}

extension [Record] {
    var exchanges: [HTTPExchange] {
        compactMap { record in
            if case .exchange(let exchange) = record { exchange } else { nil }
        }
    }

    var eventKinds: [FlowEvent.Kind] {
        compactMap { record in
            if case .event(let event) = record { event.kind } else { nil }
        }
    }
}
