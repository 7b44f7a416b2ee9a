import Records
import Testing

@testable import Correlation

@Suite struct HopsTests {
    private func endpoint(_ last: UInt32, _ port: UInt16) -> Endpoint {
        Endpoint(address: Address(ipv4: 0x0a00_0000 | last), port: port)
    }

    private func moment(_ seconds: Double) -> PacketReference {
        PacketReference(packet: UInt64(seconds * 10_000) + 1, time: Timestamp(nanoseconds: Int64(seconds * 1e9)))
    }

    private func facts(_ id: FlowID, _ client: Endpoint, _ server: Endpoint) -> FlowOpened {
        FlowOpened(id: id, client: client, server: server, roles: .handshake, first: moment(0))
    }

    private func exchange(_ asked: Double, _ answered: Double, forwardedFor: String? = nil) -> HTTPExchange {
        var request = HTTPRequest(begin: moment(asked), at: moment(asked), method: "GET", target: "/cart?x=1")
        request.forwardedFor = forwardedFor
        let response = HTTPResponse(begin: moment(answered), at: moment(answered), status: 200)
        return HTTPExchange(version: "1.1", request: request, response: response)
    }

    /// A client at 1, a proxy at 2 and 0x102, a server at 0x103.
    private func pass(_ hops: inout Hops, at time: Double, forwardedFor: String? = nil, delay: Double = 0.001) {
        let front = facts(0, endpoint(1, 40_000), endpoint(2, 80))
        let upstream = facts(1, endpoint(0x102, 50_000), endpoint(0x103, 8_000))
        hops.absorb(exchange(time + delay, time + delay + 0.01, forwardedFor: forwardedFor), upstream)
        hops.absorb(exchange(time, time + delay + 0.012), front)
    }

    private var proxy: [Address] { [endpoint(2, 0).address, endpoint(0x102, 0).address] }

    @Test func `two requests that go out as they come in make two addresses one proxy`() {
        var hops = Hops(limits: CorrelationLimits())
        pass(&hops, at: 1)
        #expect(hops.upstreamAddresses(of: proxy[0]) == [proxy[0]])
        pass(&hops, at: 2)
        #expect(hops.upstreamAddresses(of: proxy[0]) == proxy)
        #expect(hops.frontAddresses(of: proxy[1]) == [proxy[1], proxy[0]])
    }

    @Test func `the client's address in the forwarded request settles it at once`() {
        var hops = Hops(limits: CorrelationLimits())
        pass(&hops, at: 1, forwardedFor: "10.0.0.1")
        #expect(hops.upstreamAddresses(of: proxy[0]) == proxy)
    }

    @Test func `a connection opened for the request is its first sign, however long it takes to open`() {
        var hops = Hops(limits: CorrelationLimits())
        for time in [1.0, 2] {
            let front = facts(0, endpoint(1, 40_000), endpoint(2, 80))
            var upstream = facts(FlowID(time), endpoint(0x102, 50_000), endpoint(0x103, 8_000))
            upstream.first = moment(time + 0.001)
            hops.absorb(exchange(time + 0.1, time + 0.2), upstream)
            hops.absorb(exchange(time, time + 0.201), front)
        }
        #expect(hops.upstreamAddresses(of: proxy[0]) == proxy)
    }

    @Test func `a request that got no answer behind the proxy is found`() {
        var hops = Hops(limits: CorrelationLimits())
        pass(&hops, at: 1)
        pass(&hops, at: 2)
        var silent = exchange(5.001, 6)
        silent.response = nil
        hops.absorb(silent, facts(7, endpoint(0x102, 50_001), endpoint(0x103, 8_000)))
        let gateway = exchange(5, 9)
        hops.absorb(gateway, facts(8, endpoint(1, 40_001), endpoint(2, 80)))
        #expect(hops.unanswered(gateway, at: proxy[0]) == 7)
        #expect(hops.unanswered(exchange(4, 4.5), at: proxy[0]) == nil)
    }

    @Test func `requests that do not lie within each other are nobody's hop`() {
        var hops = Hops(limits: CorrelationLimits())
        for time in 1...5 { pass(&hops, at: Double(time), delay: 0.2) }
        #expect(hops.upstreamAddresses(of: proxy[0]) == [proxy[0]])
    }
}
