import Records
import Testing

@testable import Correlation

@Suite struct ResumptionChainTests {
    private func reference(_ seconds: Double) -> PacketReference {
        PacketReference(
            packet: UInt64(seconds * 1_000) + 1, time: Timestamp(nanoseconds: Int64((seconds * 1e9).rounded())))
    }

    private func opened(_ id: FlowID, _ client: String, _ server: String, at seconds: Double) -> FlowOpened {
        let endpoint = { (text: String, port: UInt16) in
            Endpoint(address: Address(text) ?? Address(ipv4: 0), port: port)
        }
        return FlowOpened(
            id: id, client: endpoint(client, 40_000 + UInt16(id)), server: endpoint(server, 443), roles: .handshake,
            first: reference(seconds))
    }

    private func handshake(_ seconds: Double, done: Double, session: UInt8) -> TLSHandshake {
        var handshake = TLSHandshake(at: reference(seconds))
        handshake.sawClientHello = true
        handshake.sawServerHello = true
        handshake.serverHello = reference(done - 0.002)
        handshake.done = reference(done)
        handshake.outcome = .completed
        handshake.version = "TLS 1.3"
        handshake.resumed = false
        handshake.serverName = "Shop.example"
        handshake.clientSessionID = [UInt8](repeating: session, count: 32)
        handshake.ja4 = "t13d041000_16476d049b0b_78f1d400d464"
        return handshake
    }

    @Test(arguments: [true, false])
    func bothLegsOfAHandshakeAreOneVisit(isFrontDoneFirst: Bool) {
        var resumptions = Resumptions(limits: CorrelationLimits())
        let front = opened(0, "10.0.0.1", "10.0.0.2", at: 1)
        let upstream = opened(1, "10.0.1.2", "10.0.1.3", at: 1.001)
        var outer = handshake(1.01, done: 1.05, session: 5)
        var inner = handshake(1.012, done: 1.04, session: 5)
        outer.serverHello = reference(1.03)
        inner.serverHello = reference(1.028)
        if isFrontDoneFirst {
            resumptions.begin(outer, of: front)
            resumptions.begin(inner, of: upstream)
        } else {
            resumptions.begin(inner, of: upstream)
            resumptions.begin(outer, of: front)
        }
        let chain = resumptions.chain(ResumptionKey(outer, of: front))
        #expect(chain?.visits.count == 1)
        #expect(chain?.visits.first?.backend?.server == upstream.server)
        #expect(chain?.visits.first?.answerer == upstream.server)
        #expect(resumptions.chain(ResumptionKey(inner, of: upstream))?.visits.isEmpty == true)
        #expect(resumptions.tally(of: upstream.server)?.full ?? 0 <= 1)
    }

    @Test func otherHandshakesAtTheSameTimeStayApart() {
        var resumptions = Resumptions(limits: CorrelationLimits())
        let one = opened(0, "10.0.0.1", "10.0.0.2", at: 1)
        let other = opened(1, "10.0.1.2", "10.0.1.3", at: 1.001)
        resumptions.begin(handshake(1.01, done: 1.05, session: 5), of: one)
        resumptions.begin(handshake(1.012, done: 1.04, session: 6), of: other)
        #expect(resumptions.chain(ResumptionKey(handshake(1, done: 2, session: 1), of: other))?.visits.count == 1)
    }

    @Test func theExtensionOfAReturningClientDoesNotMakeItAnother() {
        let opened = opened(0, "10.0.0.1", "10.0.0.2", at: 1)
        var first = handshake(1, done: 1.1, session: 1)
        var second = handshake(2, done: 2.1, session: 2)
        second.ja4 = "t13d041100_16476d049b0b_6775ac8fe30b"
        second.serverName = "shop.EXAMPLE"
        #expect(ResumptionKey(first, of: opened) == ResumptionKey(second, of: opened))
        first.ja4 = "t13d051000_26476d049b0b_78f1d400d464"
        #expect(ResumptionKey(first, of: opened) != ResumptionKey(second, of: opened))
    }

    @Test func visitsAreForgottenBeforeTheyFillTheMemory() {
        var limits = CorrelationLimits()
        limits.visitsPerChain = 4
        var resumptions = Resumptions(limits: limits)
        for index in 0..<20 {
            let flow = opened(FlowID(index), "10.0.0.1", "10.0.0.2", at: Double(index))
            resumptions.begin(handshake(Double(index), done: Double(index) + 0.1, session: UInt8(index)), of: flow)
        }
        let flow = opened(0, "10.0.0.1", "10.0.0.2", at: 0)
        let chain = resumptions.chain(ResumptionKey(handshake(0, done: 1, session: 0), of: flow))
        #expect(chain?.visits.count == 4)
        #expect(chain?.total == 20)
    }
}
