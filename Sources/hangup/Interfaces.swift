import ArgumentParser
import Captures
import Reporting

/// `hangup interfaces`: what live can listen on.
struct Interfaces: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the interfaces that live can capture on.")

    func run() throws {
        Signals.ignoreBrokenPipe()
        var sink = ByteSink(descriptor: 1)
        defer { sink.flush() }
        do {
            let found = try NetworkInterface.all().filter(\.hasPackets)
            guard !found.isEmpty else {
                Terminal.complain("no interface can be seen; it takes a right: run it with sudo")
                throw ExitCode(2)
            }
            let width = found.map(\.name.count).max() ?? 0
            for interface in found {
                let name = interface.name + String(repeating: " ", count: width - interface.name.count)
                sink.write("\(name)  \(Self.words(interface).joined(separator: ", "))\n")
            }
        } catch let error as LiveError {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    private static func words(_ interface: NetworkInterface) -> [String] {
        var words: [String] = []
        let isDevice = interface.about == nil || interface.isLoopback || !interface.addresses.isEmpty
        if interface.isUp || isDevice { words.append(interface.isUp ? "up" : "down") }
        if interface.isUp, !interface.isRunning { words.append("no carrier") }
        if interface.isLoopback { words.append("loopback") }
        if interface.isWireless { words.append("wireless") }
        if let about = interface.about { words.append(about) }
        words += interface.addresses
        let stamps = interface.timestampTypes.filter { $0 != "host" }
        if !stamps.isEmpty { words.append("timestamps -j \(stamps.joined(separator: ", "))") }
        return words
    }
}
