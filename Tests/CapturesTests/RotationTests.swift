import Foundation
import Records
import Synchronization
import Testing

@testable import Captures

@Suite("Rotation of recordings")
struct RotationTests {
    /// A folder, and a clock that the test sets.
    private final class Desk: Sendable {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hangup-\(UUID().uuidString)").path
        private let seconds = Mutex(1_000.9)

        init() { try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: folder) }

        var now: Timestamp { Timestamp(nanoseconds: Int64(seconds.withLock { $0 } * 1e9)) }
        /// What `%H%M%S.pcap` stands for so long after the beginning, in the zone of this machine.
        func name(_ time: Double) -> String {
            var plan = RecordingPlan(path: "%H%M%S.pcap")
            plan.seconds = 1
            return plan.name(at: Timestamp(nanoseconds: Int64((1_000.9 + time) * 1e9)), number: 0) ?? ""
        }

        func pass(_ time: Double) { seconds.withLock { $0 += time } }

        /// Names in the folder, each with how many packets a reader finds.
        var files: [String: Int] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.reduce(into: [:]) { files, name in
                var count = 0
                guard let set = try? CaptureSet(paths: ["\(folder)/\(name)"]) else { return files[name] = -1 }
                var frame = Frame()
                while set.next(&frame) { count += 1 }
                files[name] = set.summaries.contains { $0.error != nil } ? -1 : count
            }
        }
    }

    private func rotation(_ desk: Desk, _ name: String, _ change: (inout RecordingPlan) -> Void) throws -> Rotation {
        var plan = RecordingPlan(path: "\(desk.folder)/\(name)")
        change(&plan)
        let first = try #require(plan.name(at: desk.now, number: 0))
        let file = try #require(Rotation.open(first, plan, interface: "wire", linkType: .ethernet))
        return Rotation(plan, file, interface: "wire", linkType: .ethernet) { desk.now }
    }

    /// Writes so many packets of 84 octets, 100 with their headers in a pcap file.
    @discardableResult
    private func write(_ count: Int, _ rotation: inout Rotation) -> [PacketRecorder.Event] {
        var batch = PacketBatch(firstNumber: 1, linkType: .ethernet)
        let packet = [UInt8](repeating: 0, count: 84)
        for _ in 0..<count {
            packet.withUnsafeBytes { batch.append($0, originalLength: 84, time: Timestamp(nanoseconds: 0)) }
        }
        return rotation.write(batch, flush: true) { LiveCounters() }.events
    }

    @Test("By size: a number behind the name")
    func size() throws {
        let desk = Desk()
        var rotation = try rotation(desk, "a.pcap") { $0.size = 500 }
        write(13, &rotation)
        #expect(rotation.finish(LiveCounters()).isEmpty)
        #expect(desk.files == ["a.pcap": 5, "a.pcap1": 5, "a.pcap2": 3])
    }

    @Test("By size, so many: the oldest is overwritten, names have the same length", arguments: ["pcap", "pcapng"])
    func ring(ending: String) throws {
        let desk = Desk()
        var rotation = try rotation(desk, "a." + ending) { plan in
            plan.size = 100
            plan.count = 11
        }
        for _ in 0..<14 { write(1, &rotation) }
        _ = rotation.finish(LiveCounters())
        let files = desk.files
        #expect(files.keys.sorted() == (0..<11).map { "a.\(ending)" + ($0 < 10 ? "0\($0)" : "\($0)") })
        #expect(files.values.allSatisfy { $0 >= 1 })
    }

    @Test("By time: names of strftime, and the end after so many")
    func time() throws {
        let desk = Desk()
        var rotation = try rotation(desk, "%H%M%S.pcap") { plan in
            plan.seconds = 2
            plan.count = 3
        }
        write(1, &rotation)
        desk.pass(1.2)
        // Two seconds have begun: 1000.9 to 1002.1.
        write(1, &rotation)
        desk.pass(1.9)
        write(1, &rotation)
        desk.pass(5)
        #expect(write(1, &rotation) == [.complete])
        write(1, &rotation)
        _ = rotation.finish(LiveCounters())
        #expect(desk.files == [desk.name(0): 1, desk.name(1.2): 1, desk.name(3.1): 1])
    }

    @Test("By time and size: a number within each time, and no end")
    func both() throws {
        let desk = Desk()
        var rotation = try rotation(desk, "%H%M%S.pcap") { plan in
            plan.seconds = 10
            plan.size = 200
        }
        write(5, &rotation)
        desk.pass(10)
        write(3, &rotation)
        _ = rotation.finish(LiveCounters())
        let (first, second) = (desk.name(0), desk.name(10))
        #expect(desk.files == [first: 2, first + "1": 2, first + "2": 1, second: 2, second + "1": 1])
    }

    @Test("A clock that is set back makes no file longer")
    func clock() throws {
        let desk = Desk()
        var rotation = try rotation(desk, "%H%M%S.pcap") { $0.seconds = 60 }
        write(1, &rotation)
        desk.pass(-600)
        write(1, &rotation)
        desk.pass(60)
        write(1, &rotation)
        _ = rotation.finish(LiveCounters())
        #expect(desk.files == [desk.name(0): 1, desk.name(-600): 1, desk.name(-540): 1])
    }
}
