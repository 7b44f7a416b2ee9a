import Records
import Testing

@testable import Captures

struct CaptureSetTests {
    /// A file with a packet at each of the given microseconds.
    private func file(_ times: [UInt32], linkType: UInt32 = 1, ng: Bool = false) -> TemporaryFile {
        TemporaryFile(
            CaptureFileBuilder.build { file in
                if ng {
                    file.section()
                    file.interface(linkType: UInt16(linkType))
                    for time in times { file.enhancedPacket(ticks: UInt64(time), payload(20)) }
                } else {
                    file.fileHeader(magic: 0xa1b2_c3d4, linkType: linkType)
                    for time in times { file.record(seconds: 0, fraction: time, payload(20)) }
                }
            })
    }

    /// Reads all files as one; each packet as "file.number@microseconds".
    private func order(_ files: [TemporaryFile]) throws -> [String] {
        let set = try CaptureSet(paths: files.map(\.path))
        var frame = Frame()
        var order: [String] = []
        while set.next(&frame) {
            order.append("\(frame.source).\(frame.sourcePacket)@\(frame.time.nanoseconds / 1_000)")
        }
        return order
    }

    @Test func `packets of several files come in the order of time`() throws {
        let files = [file([1, 4, 5, 9]), file([2, 3, 10, 11], ng: true), file([]), file([6, 7, 8, 12])]
        #expect(
            try order(files) == [
                "0.1@1", "1.1@2", "1.2@3", "0.2@4", "0.3@5", "3.1@6", "3.2@7", "3.3@8", "0.4@9", "1.3@10", "1.4@11",
                "3.4@12",
            ])
    }

    @Test func `of packets with the same time, those of the earlier argument come first`() throws {
        let files = [file([5, 5]), file([5], ng: true), file([4, 5])]
        #expect(try order(files) == ["2.1@4", "0.1@5", "0.2@5", "1.1@5", "2.2@5"])
    }

    @Test func `the order inside a file stays, even where its clock goes backwards`() throws {
        #expect(
            try order([file([5, 1, 2, 9]), file([3, 4, 6])]) == [
                "1.1@3", "1.2@4", "0.1@5", "0.2@1", "0.3@2", "1.3@6", "0.4@9",
            ])
    }

    @Test func `a merge of many packets agrees with sorting them`() throws {
        var state: UInt32 = 7
        let times = (0..<5).map { _ in
            (0..<40).map { _ -> UInt32 in
                state = state &* 1_664_525 &+ 1_013_904_223
                return state >> 24
            }.sorted()
        }
        let expected = times.enumerated().flatMap { source, times in
            times.enumerated().map { (time: $1, source: source, number: $0 + 1) }
        }.sorted { ($0.time, $0.source, $0.number) < ($1.time, $1.source, $1.number) }
        let files = times.enumerated().map { file($1, ng: $0 % 2 == 1) }
        #expect(try order(files) == expected.map { "\($0.source).\($0.number)@\($0.time)" })
    }

    @Test func `many files are read with smaller buffers to the same end`() throws {
        let files = (0..<20).map { file([UInt32(20 - $0), 30]) }
        let order = try order(files)
        #expect(order.count == 40)
        #expect(order.first == "19.1@1")
        #expect(order.last == "19.2@30")
    }

    @Test func `the octets of a packet are its own among several files`() throws {
        let files = [
            CaptureFileBuilder.build { file in
                file.section()
                file.interface()
                for time in 0..<3_000 { file.enhancedPacket(ticks: UInt64(time * 2), payload(500, from: 1)) }
            },
            CaptureFileBuilder.build { file in
                file.fileHeader(magic: 0xa1b2_c3d4)
                for time in 0..<3_000 { file.record(seconds: 0, fraction: UInt32(time * 2 + 1), payload(400, from: 2)) }
            },
        ].map { TemporaryFile($0) }
        let set = try CaptureSet(paths: files.map(\.path))
        let expected = [payload(500, from: 1), payload(400, from: 2)]
        var frame = Frame()
        var wrong = 0
        var count = 0
        while set.next(&frame) {
            if !frame.bytes.elementsEqual(expected[frame.source]) || frame.source != count % 2 { wrong += 1 }
            count += 1
        }
        #expect(count == 6_000)
        #expect(wrong == 0)
    }

    @Test func `a file that breaks off does not end the others`() throws {
        let whole = file([1, 3, 5])
        let cut = TemporaryFile(
            CaptureFileBuilder.build { file in
                file.fileHeader(magic: 0xa1b2_c3d4)
                file.record(seconds: 0, fraction: 2, payload(20))
                file.append(UInt32(0))
            })
        let set = try CaptureSet(paths: [whole.path, cut.path])
        var frame = Frame()
        var count = 0
        while set.next(&frame) { count += 1 }
        #expect(count == 4)
        #expect(set.summaries.map(\.truncated) == [false, true])
        #expect(set.summaries.map(\.packets) == [3, 1])
        #expect(set.summaries.map(\.path) == [whole.path, cut.path])
        #expect(set.progress.read == set.progress.total)
        #expect(set.progress.read == 132 + 64)
    }

    @Test func `a file that cannot be opened does not keep the others from being read`() throws {
        let whole = file([1, 3, 5])
        let set = try CaptureSet(paths: ["/nowhere/at all", whole.path])
        var frame = Frame()
        var count = 0
        while set.next(&frame) { count += 1 }
        #expect(count == 3)
        #expect(set.summaries.map(\.path) == ["/nowhere/at all", whole.path])
        #expect(set.summaries.map(\.error) == ["no such file", nil])
        #expect(throws: CaptureError.noSuchFile(path: "/nowhere/a")) {
            _ = try CaptureSet(paths: ["/nowhere/a", "/nowhere/b"])
        }
    }

    @Test func `drop counters are summed, and absent where no file has them`() throws {
        let plain = file([1])
        let counted = ([10, 20] as [UInt64]).map { dropped in
            TemporaryFile(
                CaptureFileBuilder.build { file in
                    file.section()
                    file.interface()
                    file.statistics(interface: 0, droppedByInterface: 1, droppedBySystem: 9)
                    file.statistics(interface: 0, droppedByInterface: dropped, droppedBySystem: 0)
                })
        }
        let set = try CaptureSet(paths: [plain.path] + counted.map(\.path))
        #expect(set.drops.interface == 30)
        #expect(set.drops.kernel == 0)
        let without = try CaptureSet(paths: [plain.path])
        #expect(without.drops.interface == nil)
        #expect(without.drops.kernel == nil)
    }
}
