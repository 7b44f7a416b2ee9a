import Records
import Testing

@testable import Diagnosis

@Suite struct TransferTests {
    private func cut(
        _ story: inout Story, received: UInt64 = 40_960, _ change: @escaping (inout HTTPExchange) -> Void = { _ in }
    ) {
        story.flow("10.0.0.1:40000") { talk in
            talk.connect(0)
            talk.exchange("/manual.pdf?token=secret", 0.1, answered: 0.2) { exchange in
                exchange.response?.complete = false
                exchange.response?.bodyBytes = received
                exchange.response?.announcedBytes = 80_000
                exchange.response?.acceptRanges = "bytes"
                change(&exchange)
            }
            talk.fin(.client, 1.5)
            talk.fin(.server, 1.51)
        }
    }

    private func again(
        _ story: inout Story, range: String?, start: UInt64, client: String = "10.0.0.1:40001",
        target: String = "/manual.pdf?token=secret"
    ) {
        story.flow(client, at: 2.5) { talk in
            talk.connect(2.5)
            talk.exchange(target, 2.6, answered: 2.7, status: range == nil ? 200 : 206) { exchange in
                exchange.request?.range = range
                exchange.response?.contentRange = range == nil ? nil : "bytes \(start)-79999/80000"
                exchange.response?.bodyBytes = 80_000 - start
            }
            talk.fin(.client, 3)
            talk.fin(.server, 3.01)
        }
    }

    @Test func aDownloadThatGoesOnWhereItBrokeOffIsResumed() {
        var story = Story()
        cut(&story)
        again(&story, range: "bytes=40960-", start: 40_960)
        let findings = story.told()
        #expect(findings.isHealthy)
        #expect(findings.codes == ["transfer.resumed"])
        #expect(findings.first?.cause.contains("secret") == false)
    }

    @Test func aDownloadThatBeginsAnewIsRestarted() {
        var story = Story()
        cut(&story)
        again(&story, range: nil, start: 0)
        let finding = story.told().first("transfer.restarted")
        #expect(finding?.severity == .warning)
        #expect(finding?.by.role == .client)
    }

    @Test func aServerWithoutRangesLeavesNoChoice() {
        var story = Story()
        cut(&story) { $0.response?.acceptRanges = nil }
        again(&story, range: nil, start: 0)
        #expect(story.told().first("transfer.restarted") == nil)
    }

    @Test func anotherClientBeginsItsOwnDownload() {
        var story = Story()
        cut(&story)
        again(&story, range: nil, start: 0, client: "10.0.0.9:40001")
        #expect(story.told().codes.allSatisfy { !$0.hasPrefix("transfer") })
    }

    @Test func anotherFileIsAnotherDownload() {
        var story = Story()
        cut(&story)
        again(&story, range: nil, start: 0, target: "/manual.pdf?token=other")
        #expect(story.told().codes.allSatisfy { !$0.hasPrefix("transfer") })
    }

    @Test func smallPicturesAreBrokenOffEveryDay() {
        var story = Story()
        cut(&story, received: 4_000)
        again(&story, range: nil, start: 0)
        #expect(story.told().first("transfer.restarted") == nil)
    }

    @Test func playersBeginAnewAllTheTime() {
        var story = Story()
        cut(&story) {
            $0.request?.range = "bytes=0-"
            $0.response?.contentType = "video/mp4"
        }
        again(&story, range: nil, start: 0)
        #expect(story.told().first("transfer.restarted") == nil)
    }
}
