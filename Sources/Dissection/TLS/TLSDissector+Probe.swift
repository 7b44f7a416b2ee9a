import Bytes
import Records

extension TLSDissector {
    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        let openings = (TLSOpening(client), TLSOpening(server))
        switch openings {
        case (.clientHello, _), (_, .serverHello): return .certain
        case (.serverHello, _), (_, .clientHello): return .certainReversed
        default: break
        }
        var chained = 0
        if case .records(let count) = openings.0 { chained += count }
        if case .records(let count) = openings.1 { chained += count }
        if chained > 0 {
            let isUsualPort =
                TLSOpening.ports.contains(hints.serverPort) || TLSOpening.ports.contains(hints.clientPort)
            return chained > 1 || isUsualPort ? .certain : .possible
        }
        return openings.0 == .short || openings.1 == .short ? .possible : .no
    }
}
