import Records
import Testing

@testable import Diagnosis

@Suite struct ResumptionTests {
    // MARK: Building

    /// A visit of one client: a connection with a handshake of 20 ms and an end half a second later.
    private func visit(
        _ story: inout Story, _ seconds: Double, client: String = "10.0.0.1", server: String = "10.0.0.2:443",
        name: String? = "shop.example", _ change: @escaping (inout TLSHandshake) -> Void = { _ in }
    ) {
        let port = 40_000 + Int(seconds * 10)
        story.flow("\(client):\(port)", server, at: seconds) { talk in
            talk.connect(seconds)
            talk.tls(seconds + 0.02) { handshake in
                handshake.serverName = name
                handshake.resumed = false
                handshake.offered = TLSHandshake.Offer.none
                handshake.clientSupportsTickets = true
                handshake.ja4 = "t12d280700_d943125447b4_e7e480e5a997"
                change(&handshake)
            }
            talk.says(.client, seconds + 0.1)
            talk.says(.server, seconds + 0.2)
            talk.handshake?.closeNotify = PerSide(both: true)
            talk.fin(.server, seconds + 0.5)
            talk.fin(.client, seconds + 0.51)
        }
    }

    private func ticket(_ number: UInt8, at seconds: Double, lifetime: UInt32 = 300, key: UInt8 = 1)
        -> TLSHandshake.Ticket
    {
        TLSHandshake.Ticket(
            at: Story.packet(seconds + 0.035), lifetime: lifetime, hash: [number, 1, 2, 3],
            keyName: [UInt8](repeating: key, count: 16))
    }

    private func offer(_ number: UInt8, key: UInt8 = 1, to handshake: inout TLSHandshake, resumed: Bool) {
        handshake.offered = .ticket
        handshake.offeredIdentity = [UInt8](repeating: key, count: 16) + [number]
        handshake.offeredIdentityHash = [number, 1, 2, 3]
        handshake.clientSessionID = [number] + [UInt8](repeating: 7, count: 31)
        handshake.resumed = resumed
        if resumed { handshake.serverSessionID = handshake.clientSessionID }
    }

    // MARK: Nothing to come back with

    @Test func aServerWithoutSessionIDsAndTicketsHasResumptionDisabled() {
        var story = Story()
        for second in 0..<4 { visit(&story, Double(second * 2)) }
        let finding = story.told().first("tls.resumption-disabled")
        #expect(finding?.severity == .warning)
        #expect(finding?.confidence == .certain)
        #expect(finding?.count == 3)
        #expect(finding?.subject.id == "10.0.0.2:443")
    }

    @Test func twoHandshakesSayNothing() {
        var story = Story()
        visit(&story, 0)
        visit(&story, 2)
        #expect(story.told().isEmpty)
    }

    @Test func connectionsOpenedAtOnceCannotResume() {
        var story = Story()
        for index in 0..<6 { visit(&story, 1 + Double(index) * 0.002) }
        #expect(story.told().isEmpty)
    }

    @Test func clientsBehindOneAddressWithOtherProgramsAreNotOneClient() {
        var story = Story()
        for index in 0..<4 {
            visit(&story, Double(index * 2)) { $0.ja4 = "t12d2\(index)0700_d94312544\(index)_e7e480e5a997" }
        }
        #expect(story.told().isEmpty)
    }

    @Test func anExternalKeyIsNoResumption() {
        var story = Story()
        for second in 0..<4 {
            visit(&story, Double(second * 2)) {
                $0.version = "TLS 1.3"
                $0.offered = .psk
                $0.isExternalPSK = true
            }
        }
        #expect(story.told().isEmpty)
    }

    // MARK: A client that does not ask

    @Test func aClientThatHasTicketsAndNeverOffersThemIsWorthALineOnly() {
        var story = Story()
        for second in 0..<4 {
            let at = Double(second * 2)
            visit(&story, at) { $0.ticketsIssued = [self.ticket(UInt8(second), at: at)] }
        }
        let findings = story.told()
        #expect(findings.isHealthy)
        #expect(findings.first("tls.client-never-resumes")?.confidence == .certain)
        #expect(findings.first("tls.client-never-resumes")?.by.role == .client)
    }

    @Test func withoutKeysTLS13CannotTellWhetherTicketsWereGiven() {
        var story = Story()
        for second in 0..<3 { visit(&story, Double(second * 2)) { $0.version = "TLS 1.3" } }
        let findings = story.told()
        #expect(findings.isHealthy)
        #expect(findings.first("tls.client-never-resumes")?.confidence == .possible)
    }

    @Test func ticketsThatHaveExpiredNeedNotBeOffered() {
        var story = Story()
        for second in 0..<4 {
            let at = Double(second * 20)
            visit(&story, at) { $0.ticketsIssued = [self.ticket(UInt8(second), at: at, lifetime: 5)] }
        }
        #expect(story.told().isEmpty)
    }

    // MARK: Refused

    @Test func offersThatAreNeverTakenAreRefused() {
        var story = Story()
        for second in 0..<4 {
            let at = Double(second * 2)
            visit(&story, at) { handshake in
                handshake.version = "TLS 1.3"
                if second > 0 {
                    self.offer(UInt8(second - 1), key: UInt8(second), to: &handshake, resumed: false)
                    handshake.offered = .psk
                    // The hello of a client that comes back has one extension more.
                    handshake.ja4 = "t12d280800_d943125447b4_0000e5a99700"
                }
            }
        }
        let finding = story.told().first("tls.resumption-refused")
        #expect(finding?.severity == .warning)
        #expect(finding?.count == 3)
    }

    @Test func sessionsThatAreTakenUpAgainAreHealthy() {
        var story = Story()
        for second in 0..<5 {
            let at = Double(second * 2)
            visit(&story, at) { handshake in
                if second == 0 { handshake.ticketsIssued = [self.ticket(0, at: at)] }
                if second > 0 { self.offer(0, to: &handshake, resumed: true) }
            }
        }
        #expect(story.told().isEmpty)
    }

    @Test func oneRefusalIsARestartOfTheServer() {
        var story = Story()
        for second in 0..<6 {
            let at = Double(second * 2)
            visit(&story, at) { handshake in
                let isNew = second == 0 || second == 3
                if isNew { handshake.ticketsIssued = [self.ticket(UInt8(second), at: at, key: UInt8(second))] }
                guard second > 0 else { return }
                self.offer(second > 3 ? 3 : 0, key: second > 3 ? 3 : 0, to: &handshake, resumed: !isNew)
            }
        }
        #expect(story.told().isEmpty)
    }

    @Test func ticketsOfferedAfterTheirLifetimeAgainAndAgainAreAWarning() {
        var story = Story()
        for second in 0..<4 {
            let at = Double(second * 8)
            visit(&story, at) { handshake in
                handshake.ticketsIssued = [self.ticket(UInt8(second), at: at, lifetime: 5)]
                if second > 0 { self.offer(UInt8(second - 1), to: &handshake, resumed: false) }
            }
        }
        let findings = story.told()
        #expect(findings.first("tls.ticket-expired")?.severity == .warning)
        #expect(findings.first("tls.ticket-expired")?.count == 3)
        #expect(findings.first("tls.resumption-refused") == nil)
    }

    @Test func oneExpiredTicketIsWorthALineOnly() {
        var story = Story()
        for (index, at) in [0.0, 1, 2, 30].enumerated() {
            visit(&story, at) { handshake in
                handshake.ticketsIssued = [self.ticket(UInt8(index), at: at, lifetime: 5)]
                if index > 0 { self.offer(UInt8(index - 1), to: &handshake, resumed: index < 3) }
            }
        }
        let findings = story.told()
        #expect(findings.isHealthy)
        #expect(findings.first("tls.ticket-expired")?.severity == .info)
    }

    // MARK: Several servers

    /// Visits that go to A, A, B, A, A, B: refused wherever the server is another one than before.
    private func changing(_ story: inout Story, isPassedOn: Bool, sharesKeys: Bool = false) {
        let servers = [1, 1, 2, 1, 1, 2, 1, 1]
        var given: UInt8 = 0
        for (index, server) in servers.enumerated() {
            let at = Double(index * 2)
            let isResumed = index > 0 && (sharesKeys || servers[index - 1] == server)
            let before = given
            let key = UInt8(index > 0 ? (sharesKeys ? 1 : servers[index - 1]) : 0)
            given = UInt8(index + 1)
            let change = { (handshake: inout TLSHandshake) in
                handshake.ticketsIssued = [
                    self.ticket(UInt8(index + 1), at: at, key: UInt8(sharesKeys ? 1 : server))
                ]
                if index > 0 { self.offer(before, key: key, to: &handshake, resumed: isResumed) }
            }
            visit(&story, at, change)
            guard isPassedOn else { continue }
            visit(&story, at + 0.001, client: "10.0.1.2", server: "10.0.1.\(server + 2):443") { handshake in
                change(&handshake)
                handshake.serverHello = Story.packet(at + 0.029)
                handshake.done = Story.packet(at + 0.0395)
            }
        }
    }

    @Test func bothLegsShowWhichServersDoNotShareTheirKeys() {
        var story = Story()
        changing(&story, isPassedOn: true)
        let findings = story.told()
        let finding = findings.first("tls.ticket-key-mismatch")
        #expect(findings.count == 1)
        #expect(finding?.severity == .warning)
        #expect(finding?.confidence == .certain)
        #expect(finding?.subject.id == "10.0.0.2:443")
        #expect(finding?.cause.contains("10.0.1.3:443 and 10.0.1.4:443") == true)
        #expect(finding?.count == 4)
    }

    @Test func keyNamesThatTakeTurnsSayItOnOneLegToo() {
        var story = Story()
        changing(&story, isPassedOn: false)
        #expect(story.told().first("tls.ticket-key-mismatch")?.confidence == .likely)
    }

    @Test func serversThatShareTheirKeysAreHealthy() {
        var story = Story()
        changing(&story, isPassedOn: true, sharesKeys: true)
        #expect(story.told().isEmpty)
    }

    @Test func aManyTimesFullHandshakeIsCountedOnce() {
        var story = Story()
        for index in 0..<60 { visit(&story, Double(index) * 3) }
        let finding = story.told().first("tls.resumption-disabled")
        #expect(finding?.count == 59)
    }
}
