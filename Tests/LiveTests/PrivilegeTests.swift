import Foundation
import Glibc
import Testing

/// Said once where the tests of this target cannot run.
let needsPrivileges: Comment =
    "tests of live captures did not run: they need root, network namespaces with veth, and the program built"

@Suite("Live captures: rights", .enabled(if: Machine.isPrivileged, needsPrivileges))
struct PrivilegeTests {
    private func expectNoRights(_ live: LiveProgram, user: UInt32, group: UInt32) {
        let threads = live.threads
        #expect(threads.count >= 3)
        for status in threads {
            #expect(status["Uid"]?.split(separator: "\t").map(String.init) == [String](repeating: "\(user)", count: 4))
            #expect(status["Gid"]?.split(separator: "\t").map(String.init) == [String](repeating: "\(group)", count: 4))
            #expect(status["Groups"] == "")
            for name in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
                #expect(status[name] == "0000000000000000", "\(name)")
            }
            #expect(status["NoNewPrivs"] == "1")
        }
    }

    @Test("Before the first packet is read there are no rights left, and files belong to the user it became")
    func root() async throws {
        let wire = Wire()
        let live = LiveProgram(wire, ["-i", "wire", "-w", "packets.pcap", "--write-findings", "found", "-o", "report"])
        #expect(await live.isListening())
        expectNoRights(live, user: 65_534, group: 65_534)
        for status in live.threads { #expect(status["CapBnd"] == "0000000000000000") }
        live.signal(SIGINT)
        #expect(await live.status() == 0)
        for name in ["packets.pcap", "report", "found"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(wire.folder)/\(name)")
            #expect(attributes[.ownerAccountID] as? Int == 65_534)
            #expect(attributes[.posixPermissions] as? Int == (name == "found" ? 0o700 : 0o600))
        }
    }

    @Test("Started with sudo it becomes who called sudo, with -Z whoever is named")
    func others() async {
        let wire = Wire()
        let sudo = LiveProgram(
            wire, ["-i", "wire"], log: "sudo", prefix: ["env", "SUDO_UID=1234", "SUDO_GID=2345"])
        #expect(await sudo.isListening())
        expectNoRights(sudo, user: 1_234, group: 2_345)
        let named = LiveProgram(wire, ["-i", "wire", "-Z", "777:778"], log: "named")
        #expect(await named.isListening())
        expectNoRights(named, user: 777, group: 778)
        for live in [sudo, named] {
            live.signal(SIGTERM)
            #expect(await live.status() == 0)
        }
        let root = LiveProgram(wire, ["-i", "wire", "-Z", "root"], log: "root")
        #expect(await root.status() == 2)
        #expect(root.complaints.contains("packets are never read as root"))
    }

    @Test("Started by a user with the capability alone it gives that up", .enabled(if: Machine.has("setpriv")))
    func capability() async {
        let wire = Wire()
        let live = LiveProgram(
            wire, ["-i", "wire"],
            prefix: [
                "setpriv", "--reuid", "4321", "--regid", "4321", "--clear-groups", "--inh-caps", "-all,+net_raw",
                "--ambient-caps", "-all,+net_raw",
            ])
        #expect(await live.isListening())
        expectNoRights(live, user: 4_321, group: 4_321)
        live.signal(SIGINT)
        #expect(await live.status() == 0)
    }

    @Test("Without rights it says the two ways to get them", .enabled(if: Machine.has("setpriv")))
    func refused() async {
        let wire = Wire()
        let live = LiveProgram(
            wire, ["-i", "wire"],
            prefix: ["setpriv", "--reuid", "4321", "--regid", "4321", "--clear-groups", "--inh-caps", "-all"])
        #expect(await live.status() == 2)
        #expect(live.complaints.contains("sudo"))
        #expect(live.complaints.contains("setcap cap_net_raw,cap_net_admin+ep"))
    }
}
