import Records
import Testing

@testable import Correlation

@Suite struct SlowCommandsTests {
    private static let application = Address(ipv4: 0x0a00_0002)
    private let opened = FlowOpened(
        id: 7, client: Endpoint(address: application, port: 40_000),
        server: Endpoint(address: Address(ipv4: 0x0a00_0003), port: 6_379), roles: .handshake,
        first: PacketReference(packet: 1, time: Timestamp(seconds: 100, nanoseconds: 0)))

    /// What a command is seen as while a request waits from packet 10 (110 s) to packet 20 (114 s).
    private func wait(
        _ name: String, at seconds: Int64 = 110, packet: UInt64 = 11, answered: Int64?, hasGaps: Bool = false
    ) -> SlowCommands.Wait? {
        var command = StoreCommand(
            store: .redis, at: PacketReference(packet: packet, time: Timestamp(seconds: seconds, nanoseconds: 0)),
            command: name)
        command.answered = answered.map {
            PacketReference(packet: 30, time: Timestamp(seconds: $0, nanoseconds: 0))
        }
        command.hasGaps = hasGaps
        var commands = SlowCommands()
        commands.absorb(command, FlowEnds(opened))
        return commands.wait(
            of: [Self.application], from: PacketReference(packet: 10, time: Timestamp(seconds: 110, nanoseconds: 0)),
            to: PacketReference(packet: 20, time: Timestamp(seconds: 114, nanoseconds: 0)))
    }

    @Test func whatIsAnsweredLateOrNeverIsWaitedFor() {
        #expect(wait("GET", answered: 119)?.answered != nil)
        #expect(wait("HGETALL", answered: 113) != nil)
        #expect(wait("GET", answered: nil) != nil)
    }

    @Test func whatIsQuickOrBeginsElsewhereIsNot() {
        #expect(wait("GET", answered: 110) == nil)
        // A second of four was something else.
        #expect(wait("GET", answered: 111) == nil)
        #expect(wait("GET", at: 105, packet: 9, answered: 119) == nil)
        #expect(wait("GET", at: 115, packet: 21, answered: 119) == nil)
    }

    @Test(arguments: ["BLPOP", "brpop", "XREAD", "subscribe"]) func whoAsksToWaitIsServed(_ name: String) {
        #expect(wait(name, answered: 119) == nil)
    }

    @Test func anAnswerThatWasNotCapturedIsNoneThatDidNotCome() {
        #expect(wait("GET", answered: nil, hasGaps: true) == nil)
    }
}
