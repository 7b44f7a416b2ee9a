import Records
import Testing

@testable import Diagnosis

@Suite struct TimerVotesTests {
    /// A line protocol whose connection is dead after `silence`, and a new one that works.
    private func dead(_ story: inout Story, _ begin: Double, silence: Double) {
        let port = 40_000 + Int(begin)
        story.flow("10.0.0.1:\(port)", "10.0.0.2:2500", at: begin) {
            $0.connect(begin)
            $0.says(.client, begin + 0.5)
            $0.says(.server, begin + 1)
            let last = begin + 1 + silence
            $0.sendsInVain(.client, last, again: [last + 0.2, last + 0.6, last + 1.4, last + 3])
            $0.reset(.client, last + 6)
        }
    }

    /// A connection that is silent for so long and then goes on.
    private func alive(_ story: inout Story, _ begin: Double, silence: Double) {
        story.flow("10.0.0.1:\(30_000 + Int(begin))", "10.0.0.2:2500", at: begin) {
            $0.connect(begin)
            $0.says(.server, begin + 1)
            $0.says(.client, begin + 1 + silence)
            $0.says(.server, begin + 1.1 + silence)
            $0.fin(.client, begin + 1.2 + silence)
        }
    }

    @Test func aShorterSilenceThatDidNoHarmBoundsTheLimit() {
        var story = Story()
        alive(&story, 0, silence: 60)
        dead(&story, 100, silence: 90)
        let finding = story.told().first("tcp.idle-state-expired")
        #expect(finding?.cause.contains("between that and 90.0 s") == true)
        #expect(finding?.evidence.contains { $0.text.contains("did no harm") } == true)
    }

    @Test func aLongerSilenceThatDidNoHarmSpeaksAgainstATimer() {
        var story = Story()
        alive(&story, 0, silence: 200)
        dead(&story, 300, silence: 30)
        let finding = story.told().first("tcp.idle-state-expired")
        #expect(finding?.confidence == .possible)
        #expect(finding?.cause.contains("speaks against a timer") == true)
    }

    @Test func severalDeathsAboveWhatDidNoHarmAgree() {
        var story = Story()
        alive(&story, 0, silence: 60)
        dead(&story, 100, silence: 90)
        dead(&story, 300, silence: 95)
        #expect(story.told().first("tcp.idle-state-expired")?.confidence == .likely)
    }

    @Test func oneConnectionThatEndsInSilenceNamesNoTimer() {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:2500") {
            $0.connect(0)
            $0.says(.server, 1)
            $0.fin(.server, 62)
        }
        #expect(story.told().first("tcp.idle-timeout")?.cause.contains("It is a timer") == false)
    }

    @Test func aDozenThatEndAfterTheSameSilenceDo() {
        var story = Story()
        for index in 0..<12 {
            let begin = Double(index) * 100
            story.flow("10.0.0.\(index + 1):40000", "10.0.0.200:2500", at: begin) {
                $0.connect(begin)
                $0.says(.server, begin + 1)
                $0.fin(.server, begin + 34)
            }
        }
        let finding = story.told().first("tcp.idle-timeout")
        #expect(finding?.severity == .info)
        #expect(finding?.cause.contains("the same 33.0 s") == true)
    }
}
