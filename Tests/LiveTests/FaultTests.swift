import Foundation
import Glibc
import Testing

@Suite("Live captures: faults", .enabled(if: Machine.isPrivileged, needsPrivileges))
struct FaultTests {
    private let street = Machine.software.appending(path: "street.py").path

    /// Connections that are refused: something to find.
    private func knock(
        _ wire: Wire, times: Int = 2, on host: Wire.Host = .client, address: String = Wire.server
    ) {
        for _ in 0..<times {
            wire.run(on: host, "python3", "-c", "import socket; socket.socket().connect_ex(('\(address)', 81))")
        }
    }

    @Test("Errors say what there is, and what to do")
    func errors() async {
        let wire = Wire()
        let unknown = LiveProgram(wire, ["-i", "nosuch"], log: "unknown")
        #expect(await unknown.status() == 2)
        #expect(unknown.complaints.contains("nosuch: no such interface; there are "))
        #expect(unknown.complaints.contains("wire"))
        let filter = LiveProgram(wire, ["-i", "wire", "tcp", "prot", "80"], log: "filter")
        #expect(await filter.status() == 64)
        #expect(filter.complaints.contains("filter \"tcp prot 80\""))
        let path = LiveProgram(wire, ["-i", "wire", "-w", "/root/no/such.pcap"], log: "path")
        #expect(await path.status() == 2)
        #expect(path.complaints.contains("/root/no/such.pcap: cannot be written"))
        wire.link("set", "wire", "down")
        let down = LiveProgram(wire, ["-i", "wire"], log: "down")
        #expect(await down.status() == 2)
        #expect(down.complaints.contains("ip link set wire up"))
    }

    @Test(
        "Frames of a type that is not understood are named",
        .enabled(if: access("/dev/net/tun", W_OK) == 0, "/dev/net/tun is not there"))
    func linkType() async {
        let wire = Wire()
        // ARPHRD_CAN of Linux' if_arp.h: a bus has no sessions.
        wire.start(on: .server, ["python3", street, "device", "bus", "280"])
        #expect(
            await Machine.wait(seconds: 10) {
                wire.run(on: .server, "ip", "link", "show", "bus").output.contains("can")
            })
        wire.link("set", "bus", "up")
        let live = LiveProgram(wire, ["-i", "bus"])
        #expect(await live.status() == 2)
        #expect(live.complaints.contains("bus: has frames of type CAN_SOCKETCAN ("))
    }

    @Test(
        "A clock that is set is said, breaks no session, and what comes after it is found",
        .enabled(if: Machine.has("cc", "python3", "ss"), "cc, python3 or ss is not installed"),
        arguments: [[3_600, 0], [-3_600, -3_600], [-86_400, 0], [86_400, 86_400]])
    func clock(steps: [Int]) async throws {
        let wire = Wire()
        let library = "\(wire.folder)/clock.so"
        let source = Machine.software.appending(path: "clock.c").path
        #expect(Machine.run("cc", "-shared", "-fPIC", "-o", library, source, "-ldl").status == 0)
        wire.start(on: .server, ["python3", street, "backend", "9000"])
        #expect(await Machine.wait(seconds: 10) { wire.isListening(9_000) })
        let clock = "\(wire.folder)/clock"
        try "0".write(toFile: clock, atomically: false, encoding: .utf8)
        let live = LiveProgram(
            wire, ["-i", "lo", "--format", "json"],
            prefix: ["env", "LD_PRELOAD=\(library)", "HANGUP_CLOCK=\(clock)"])
        #expect(await live.isListening())
        let visitor = wire.start(on: .server, ["python3", street, "stay", "127.0.0.1", "9000", "5"])
        for step in steps {
            try await Task.sleep(for: .seconds(2))
            try "\(step)\n".write(toFile: clock, atomically: false, encoding: .utf8)
        }
        #expect(await Machine.wait(seconds: 20) { !visitor.isRunning })
        #expect(visitor.terminationStatus == 0)
        knock(wire, on: .server, address: "127.0.0.1")
        try await Task.sleep(for: .milliseconds(500))
        live.signal(SIGINT)
        #expect(await live.status() == 0)
        #expect(
            live.complaints.contains("the clock was set \(steps[0] > 0 ? "ahead" : "back") by \(abs(steps[0])).0 s"))
        let document = try JSONSerialization.jsonObject(with: Data(live.output.utf8)) as? [String: Any]
        let findings = document?["findings"] as? [[String: Any]] ?? []
        let grave = findings.filter { $0["severity"] as? String != "notice" }
        #expect(grave.map { $0["code"] as? String } == ["tcp.connect-refused"])
        #expect((grave.first?["occurrences"] as? [Any])?.count == 2)
    }

    @Test("An interface that goes down is waited for, one that is gone ends it with a report")
    func gone() async throws {
        let wire = Wire()
        let live = LiveProgram(wire, ["-i", "wire"])
        #expect(await live.isListening())
        wire.link("set", "wire", "down")
        try await Task.sleep(for: .milliseconds(700))
        #expect(live.process.isRunning)
        wire.link("set", "wire", "up")
        knock(wire)
        try await Task.sleep(for: .milliseconds(500))
        wire.link("delete", "wire")
        #expect(await live.status() == 2)
        #expect(live.complaints.contains("wire: The interface disappeared"))
        #expect(live.output.contains("tcp.connect-refused"))
    }

    @Test("Signals print statistics, open files anew, and end it")
    func signals() async {
        let wire = Wire()
        let live = LiveProgram(wire, ["-i", "wire", "-w", "packets.pcap", "--format", "jsonl", "-o", "records"])
        #expect(await live.isListening())
        knock(wire)
        #expect(await Machine.wait(seconds: 10) { !wire.text("packets.pcap").isEmpty })
        live.signal(SIGUSR1)
        #expect(await Machine.wait(seconds: 10) { live.complaints.contains("packets captured") })
        for name in ["packets.pcap", "records"] { rename("\(wire.folder)/\(name)", "\(wire.folder)/\(name).old") }
        live.signal(SIGHUP)
        let isAnew = await Machine.wait(seconds: 10) {
            access("\(wire.folder)/packets.pcap", F_OK) == 0 && access("\(wire.folder)/records", F_OK) == 0
        }
        #expect(isAnew)
        knock(wire, times: 1)
        live.signal(SIGTERM)
        #expect(await live.status() == 0)
        #expect(wire.text("records").contains("\"record\":\"capture\""))
        for name in ["packets.pcap.old", "packets.pcap"] {
            let path = "\(wire.folder)/\(name)"
            let read = Machine.run(Machine.program, "analyze", path)
            #expect(read.status == 0)
            #expect(!read.output.contains("middle of a packet"))
        }
    }

    @Test("The first Ctrl-C waits for a reader that is slow, the second does not")
    func impatience() async {
        let wire = Wire()
        let pipe = Pipe()
        let live = LiveProgram(wire, ["-i", "wire", "--format", "jsonl"], output: pipe)
        #expect(await live.isListening())
        wire.run(on: .client, "python3", street, "flood", "wire", "3000")
        live.signal(SIGINT)
        try? await Task.sleep(for: .milliseconds(800))
        #expect(live.process.isRunning)
        live.signal(SIGINT)
        #expect(await live.status(seconds: 5) == 128 + SIGINT)
    }

    @Test("A reader who goes away ends it quietly")
    func brokenPipe() async {
        let wire = Wire()
        let pipe = Pipe()
        let live = LiveProgram(wire, ["-i", "wire", "--format", "jsonl"], output: pipe)
        #expect(await live.isListening())
        try? pipe.fileHandleForWriting.close()
        try? pipe.fileHandleForReading.close()
        wire.run(on: .client, "python3", street, "flood", "wire", "500")
        knock(wire, times: 3)
        #expect(await live.status(seconds: 25) == 0)
        #expect(!live.complaints.contains("standard output"))
    }

    @Test("On a full disk packets go on being analyzed, and the file ends with a whole one")
    func fullDisk() async {
        let wire = Wire()
        let disk = "\(wire.folder)/disk"
        try? FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        Machine.run("mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "hangup-test", disk)
        defer { Machine.run("umount", "-l", disk) }
        let live = LiveProgram(wire, ["-i", "wire", "-w", "\(disk)/packets.pcapng"])
        #expect(await live.isListening())
        wire.run(on: .client, "python3", street, "flood", "wire", "2000")
        #expect(await Machine.wait(seconds: 10) { live.complaints.contains("No space left on device") })
        knock(wire)
        live.signal(SIGINT)
        #expect(await live.status() == 0)
        #expect(live.output.contains("tcp.connect-refused"))
        let read = Machine.run(Machine.program, "analyze", "\(disk)/packets.pcapng")
        #expect(read.status == 0)
        #expect(!read.output.contains("middle of a packet"))
    }

    @Test("A flood of SYNs from random sources is survived, and what comes after it is found")
    func flood() async {
        let wire = Wire()
        let live = LiveProgram(wire, ["-i", "wire"])
        #expect(await live.isListening())
        wire.run(on: .client, "python3", street, "flood", "wire", "30000")
        knock(wire)
        #expect(await Machine.wait(seconds: 25) { live.output.contains("tcp.connect-refused") })
        live.signal(SIGINT)
        #expect(await live.status(seconds: 40) == 0)
    }

    @Test("Files rotate by size and number, with the names of tcpdump")
    func rotation() async {
        let wire = Wire()
        let live = LiveProgram(wire, ["-i", "wire", "-w", "ring.pcap", "-C", "1k", "-W", "12", "-c", "90"])
        #expect(await live.isListening())
        knock(wire, times: 45)
        #expect(await live.status() == 0)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: wire.folder))?.filter { $0.hasPrefix("ring") }
        #expect(names?.sorted().prefix(3) == ["ring.pcap00", "ring.pcap01", "ring.pcap02"])
        let packets = (names ?? []).map { name -> Int in
            let read = Machine.run(Machine.program, "analyze", "--format", "json", "\(wire.folder)/\(name)").output
            return Int(read.firstMatch(of: /"read":(\d+)/)?.1 ?? "0") ?? 0
        }
        #expect(packets.reduce(0, +) == 90)
    }
}
