import Foundation
import Glibc
import Testing

@Suite("Live captures: traffic", .enabled(if: Machine.isPrivileged, needsPrivileges))
struct TrafficTests {
    private let street = Machine.software.appending(path: "street.py").path

    /// What a document says, but for where its packets came from and what was dropped on the way: its text with sorted
    /// members, and the codes of its findings.
    private func comparable(_ text: String) throws -> (text: String, codes: [String]) {
        let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8))
        var document = try #require(parsed as? [String: Any])
        var capture = try #require(document["capture"] as? [String: Any])
        capture["sources"] = nil
        capture["dropped"] = nil
        document["capture"] = capture
        let sorted = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .prettyPrinted])
        let findings = document["findings"] as? [[String: Any]] ?? []
        return (String(decoding: sorted, as: UTF8.self), findings.compactMap { $0["code"] as? String }.sorted())
    }

    /// Where two texts differ first: whole documents would not be read.
    private func firstDifference(_ one: String, _ other: String) -> String? {
        for (left, right) in zip(one.split(separator: "\n"), other.split(separator: "\n")) where left != right {
            return "\(left) / \(right)"
        }
        return one == other ? nil : "one is longer"
    }

    /// Ends a capture that wrote `packets` besides, and holds its document against that of the file.
    private func compare(
        _ live: LiveProgram, _ wire: Wire, packets: String, more: [String] = []
    ) async throws -> [String] {
        live.signal(SIGINT)
        #expect(await live.status() == 0)
        let file = Machine.run(
            [Machine.program, "analyze", "--format", "json", "--label-key", "\(wire.folder)/key"] + more
                + ["\(wire.folder)/\(packets)"])
        #expect(file.status == 0)
        let now = try comparable(live.output)
        let later = try comparable(file.output)
        #expect(now.codes == later.codes)
        #expect(firstDifference(now.text, later.text) == nil)
        return now.codes
    }

    @Test(
        "nginx before an application with sessions and WebSockets, on all interfaces",
        .enabled(if: Machine.has("nginx", "python3", "ss"), "nginx, python3 or ss is not installed"))
    func nginx() async throws {
        let wire = Wire()
        let template = try String(contentsOf: Machine.software.appending(path: "nginx.conf"), encoding: .utf8)
        try template.replacing("FOLDER", with: wire.folder)
            .write(toFile: "\(wire.folder)/nginx.conf", atomically: true, encoding: .utf8)
        wire.start(on: .server, ["python3", street, "backend", "9000"])
        wire.start(on: .server, ["nginx", "-c", "\(wire.folder)/nginx.conf"])
        #expect(await Machine.wait(seconds: 10) { wire.isListening(8_080) && wire.isListening(9_000) })
        let document = LiveProgram(wire, ["-i", "any", "--format", "json", "-w", "packets.pcapng", "tcp"])
        let lines = LiveProgram(wire, ["-i", "any", "--format", "jsonl", "--interval", "2", "tcp"], log: "lines")
        #expect(await document.isListening())
        #expect(await lines.isListening())
        wire.start(on: .client, ["python3", street, "visit", Wire.server, "8080"])
        // Told while it goes on, and again as it grows.
        let isTold = await Machine.wait(seconds: 40) { lines.output.contains("websocket.idle-timeout") }
        #expect(isTold)
        let found = try await compare(document, wire, packets: "packets.pcapng")
        #expect(found.contains("websocket.idle-timeout"))
        #expect(found.contains("tcp.connect-refused"))
        lines.signal(SIGINT)
        #expect(await lines.status() == 0)
        let records = lines.output.split(separator: "\n").map { Data($0.utf8) }
        for record in records { #expect((try? JSONSerialization.jsonObject(with: record)) != nil) }
    }

    @Test(
        "Sessions in Redis",
        .enabled(if: Machine.has("redis-server", "python3", "ss"), "redis-server, python3 or ss is not installed"))
    func redis() async throws {
        let wire = Wire()
        wire.start(
            on: .server,
            ["redis-server", "--port", "6379", "--bind", Wire.server, "--protected-mode", "no", "--save", ""])
        #expect(await Machine.wait(seconds: 10) { wire.isListening(6_379) })
        let live = LiveProgram(wire, ["-i", "wire", "--format", "json", "-w", "packets.pcap", "tcp", "port", "6379"])
        #expect(await live.isListening())
        wire.run(on: .client, "python3", street, "redis", Wire.server, "6379")
        // Long enough that the flow is told before the end.
        try await Task.sleep(for: .seconds(12))
        _ = try await compare(live, wire, packets: "packets.pcap")
        #expect(live.output.contains("\"redis\":[{"))
    }

    @Test(
        "HTTP over TLS, with a key log that is not there yet and grows",
        .enabled(if: Machine.has("openssl", "python3", "ss"), "openssl, python3 or ss is not installed"))
    func keyLog() async throws {
        let wire = Wire()
        makeCertificate(wire)
        wire.start(on: .server, ["python3", street, "secure", Wire.server, "4433", "cert.pem", "key.pem"])
        #expect(await Machine.wait(seconds: 10) { wire.isListening(4_433) })
        let log = "\(wire.folder)/keys.log"
        let live = LiveProgram(
            wire, ["-i", "wire", "--format", "json", "-w", "packets.pcap", "--keylog", "keys.log", "tcp"])
        #expect(await live.isListening())
        #expect(await Machine.wait(seconds: 5) { live.complaints.contains("keys.log: No such file or directory") })
        wire.run(on: .client, "python3", street, "ask", Wire.server, "4433", log)
        // One that is begun anew is read as well; the secrets of both are those of the file's analysis.
        rename(log, log + ".1")
        wire.run(on: .client, "python3", street, "ask", Wire.server, "4433", log)
        try await Task.sleep(for: .seconds(11))
        _ = try await compare(live, wire, packets: "packets.pcap", more: ["--keylog", log + ".1", "--keylog", log])
        #expect(live.output.ranges(of: "\"target\":\"/cart\"").count == 10)
        #expect(live.output.contains("\"decrypted\":true"))
    }

    private func makeCertificate(_ wire: Wire) {
        Machine.run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=shop.test", "-days", "2", "-keyout", "\(wire.folder)/key.pem", "-out", "\(wire.folder)/cert.pem")
    }

    @Test(
        "TLS without resumption",
        .enabled(if: Machine.has("openssl", "ss"), "openssl or ss is not installed"))
    func tls() async throws {
        let wire = Wire()
        makeCertificate(wire)
        wire.start(
            on: .server,
            [
                "openssl", "s_server", "-quiet", "-accept", "4433", "-key", "key.pem", "-cert", "cert.pem", "-tls1_2",
                "-no_ticket", "-no_cache",
            ])
        #expect(await Machine.wait(seconds: 10) { wire.isListening(4_433) })
        let live = LiveProgram(wire, ["-i", "wire", "--format", "json", "-w", "packets.pcap", "--immediate-mode"])
        #expect(await live.isListening())
        for _ in 0..<4 {
            wire.run(on: .client, "openssl", "s_client", "-connect", "\(Wire.server):4433", "-servername", "shop.test")
        }
        try await Task.sleep(for: .seconds(11))
        let found = try await compare(live, wire, packets: "packets.pcap")
        #expect(found.contains("tls.resumption-disabled"))
    }
}
