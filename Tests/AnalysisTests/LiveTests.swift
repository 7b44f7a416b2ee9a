import Analysis
import Captures
import Correlation
import Diagnosis
import Records
import Testing

@Suite("Live")
struct LiveTests {
    /// Plays a scenario's capture, `times` over; after its last packet so many seconds of silence pass.
    private func replay(
        _ scenario: String, window: Double = 3_600, silence: Double = 0, times: Int = 1, threads: Int = 1
    ) throws -> (LiveListener, Conclusions) {
        var pace = LivePace()
        pace.window = window
        var replay: Replay?
        for _ in 0..<times {
            let captures = try CaptureSet(paths: [CaptureFolder.path(scenario)])
            var frame = Frame()
            while captures.next(&frame) {
                if replay == nil { replay = Replay(linkType: frame.linkType, pace: pace) { $0.threads = threads } }
                replay?.take(frame)
            }
            replay?.wait(seconds: silence)
        }
        let conclusions = replay?.finish()
        let listener = replay?.listener
        return (try #require(listener), try #require(conclusions))
    }

    private func flows(_ emissions: [Emission]) -> [FlowClosed] {
        emissions.compactMap { if case .flowClosed(let flow) = $0.record { flow } else { nil } }
            .sorted { $0.opened.id < $1.opened.id }
    }

    /// Keys that stand in a file are not on a wire.
    private static let playable = CaptureFolder.scenarios.filter { !$0.contains("decrypted") }

    @Test("A capture played live gives what its file gives", arguments: playable)
    func same(scenario: String) throws {
        let whole = try Heard(scenario: scenario)
        for threads in [1, 3] {
            let (listener, live) = try replay(scenario, threads: threads)
            #expect(live.findings == whole.conclusions.findings)
            #expect(live.sessions == whole.conclusions.sessions)
            #expect(live.capture.packets == whole.conclusions.capture.packets)
            #expect(live.capture.visibility == whole.conclusions.capture.visibility)
            #expect(flows(listener.emissions) == flows(whole.emissions))
        }
    }

    @Test("What is found is told while the capture goes on, once", arguments: playable)
    func told(scenario: String) throws {
        let (listener, live) = try replay(scenario, silence: 400)
        let sure = live.findings.filter { $0.confidence > .possible && $0.category != .capture }
        for finding in sure {
            let count = listener.found.count { $0.code == finding.code && $0.subject == finding.subject }
            #expect(count >= 1, "\(finding.code) was not told")
        }
        for finding in listener.found where finding.severity >= .warning {
            #expect(live.findings.contains { $0.code == finding.code && $0.subject == finding.subject })
        }
    }

    @Test("Within the window nothing is forgotten", arguments: playable)
    func remembered(scenario: String) throws {
        let whole = try Heard(scenario: scenario).conclusions
        let duration = whole.capture.last?.seconds(since: whole.capture.first ?? Timestamp(nanoseconds: 0)) ?? 0
        let (listener, live) = try replay(scenario, window: duration + 4)
        #expect(listener.forgotten.isEmpty)
        #expect(live.findings == whole.findings)
        #expect(live.sessions == whole.sessions)
    }

    @Test("Beyond the window sessions are told and forgotten", arguments: playable)
    func forgotten(scenario: String) throws {
        let whole = try Heard(scenario: scenario).conclusions
        let (listener, live) = try replay(scenario, window: 600, silence: 2_000)
        #expect(live.sessions.isEmpty)
        #expect(Set(listener.forgotten.map(\.key)) == Set(whole.sessions.map(\.key)))
        #expect(listener.status.sessions == 0)
    }

    @Test("What is forgotten all the time is missed nowhere", arguments: playable)
    func forgetful(scenario: String) throws {
        let (_, live) = try replay(scenario, window: 1, silence: 20, times: 2)
        let packets = live.capture.packets
        #expect(packets.read == packets.analyzed + packets.skipped.reduce(0, +))
    }

    // MARK: What befalls a capture

    /// Plays a scenario, with something that befalls it after so many packets.
    private func replay(
        _ scenario: String, after count: Int, _ event: (inout Replay) -> Void
    ) throws -> (LiveListener, Conclusions) {
        let captures = try CaptureSet(paths: [CaptureFolder.path(scenario)])
        var frame = Frame()
        var replay: Replay?
        var taken = 0
        while captures.next(&frame) {
            if replay == nil { replay = Replay(linkType: frame.linkType) }
            replay?.take(frame)
            taken += 1
            if taken == count, var played = replay {
                event(&played)
                replay = played
            }
        }
        replay?.wait(seconds: 15)
        let conclusions = replay?.finish()
        return (try #require(replay?.listener), try #require(conclusions))
    }

    private static let silent = "websocket-nginx-idle-60s"

    @Test("Packets that nobody could look at are counted, and make conclusions less sure; what comes later is found")
    func overload() throws {
        let sure = try replay(Self.silent, after: 0) { _ in }.1
        let (listener, lossy) = try replay(Self.silent, after: 32) { $0.lose(5_000) }
        let found = try #require(lossy.findings.first)
        #expect(found.code == "websocket.idle-timeout")
        #expect(sure.findings.first?.confidence == .certain)
        #expect(found.confidence == .likely)
        #expect(listener.found.map(\.code) == ["websocket.idle-timeout"])
        #expect(lossy.capture.packets.count(.overloaded) == 5_000)
        #expect(lossy.capture.packets.read == 38 + 5_000)
        #expect(sure.capture.packets.read == 38)
    }

    @Test(
        "A clock that is set is told, and what waits for a verdict does not wait for it", arguments: [-86_400.0, 7_200])
    func clock(step: Double) throws {
        // In the middle of the silence, and right behind it.
        for packet in [32, 35] {
            let (listener, conclusions) = try replay(Self.silent, after: packet) { replay in
                if packet == 32 { replay.wait(seconds: 2) }
                replay.setClock(ahead: step)
            }
            let words = "the clock was set \(step > 0 ? "ahead" : "back") by \(abs(step)) s"
            #expect(listener.remarks.count == 1)
            #expect(listener.remarks.first?.hasPrefix(words) == true)
            let packets = conclusions.capture.packets
            #expect(packets.read == 38)
            #expect(packets.read == packets.analyzed + packets.skipped.reduce(0, +))
            // Times that cannot be believed are no cause.
            #expect(!conclusions.findings.contains { $0.confidence == .certain && $0.severity >= .warning })
        }
    }
}
