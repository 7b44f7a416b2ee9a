import ArgumentParser
import Captures

/// Where and how to capture; letters mean what they mean in tcpdump.
struct LiveArguments: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The interface to capture on; any is all of them.", valueName: "name"))
    var interface: String

    @Option(
        name: [.customShort("s"), .customLong("snapshot-length")],
        help: ArgumentHelp("Cut packets after so many bytes; 0 for the default.", valueName: "bytes"))
    var snapLength: Int32 = 262_144

    @Option(
        name: [.customShort("B"), .customLong("buffer-size")],
        help: ArgumentHelp("The kernel's buffer.", valueName: "KiB"))
    var bufferSize: Int32 = 16_384

    @Flag(name: [.customShort("p"), .long], help: "Take packets for this machine only.")
    var noPromiscuousMode = false

    @Flag(help: "Take each packet at once, instead of up to 100 ms later.")
    var immediateMode = false

    @Option(
        name: [.customShort("Q"), .customLong("direction")],
        help: "Packets that come in, go out, or both.")
    var direction: DirectionArgument = .inout

    @Option(
        name: [.customShort("j"), .customLong("time-stamp-type")],
        help: ArgumentHelp(
            "The kind of timestamps, such as host or adapter; hangup interfaces lists them.", valueName: "type"))
    var timestampType: String?

    @Option(
        name: [.customShort("Z"), .customLong("relinquish-privileges")],
        help: ArgumentHelp(
            "The user to become before the first packet is read; by default who called sudo, else nobody.",
            valueName: "user"))
    var user: String?

    func options(filter: String?, packetLimit: UInt64?) throws -> LiveOptions {
        guard snapLength >= 0 else { throw ValidationError("-s takes a number of bytes, 0 or more") }
        guard bufferSize > 0, bufferSize <= 2_000_000 else {
            throw ValidationError("-B takes a number of KiB from 1 to 2000000")
        }
        if packetLimit == 0 { throw ValidationError("-c takes a number of packets, 1 or more") }
        var options = LiveOptions(interface: interface)
        options.filter = filter
        options.snapLength = snapLength == 0 ? 262_144 : snapLength
        options.bufferSize = bufferSize
        options.isPromiscuous = !noPromiscuousMode
        options.isImmediate = immediateMode
        options.direction = direction.direction
        options.timestampType = timestampType
        options.packetLimit = packetLimit
        return options
    }
}

/// A direction as the command line names it.
enum DirectionArgument: String, ExpressibleByArgument, CaseIterable {
    case `in`, out, `inout`

    var direction: LiveOptions.Direction { LiveOptions.Direction(rawValue: rawValue) ?? .both }
}
