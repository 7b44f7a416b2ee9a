internal import CPcap

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// An interface that can be captured on, as libpcap lists it.
public struct NetworkInterface: Sendable, Equatable {
    public var name: String
    /// What libpcap says of it, such as `Pseudo-device that captures on all interfaces`.
    public var about: String?
    /// Numeric addresses.
    public var addresses: [String] = []
    public var isUp = false
    public var isRunning = false
    public var isLoopback = false
    public var isWireless = false

    /// Those that libpcap finds, the most likely first.
    public static func all() throws(LiveError) -> [NetworkInterface] {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        var first: UnsafeMutablePointer<pcap_if_t>?
        guard pcap_findalldevs(&first, &message) == 0 else { throw .failed(interface: "", reason: text(message)) }
        defer { pcap_freealldevs(first) }
        var found: [NetworkInterface] = []
        var next = first
        while let device = next?.pointee {
            found.append(NetworkInterface(device))
            next = device.next
        }
        return found
    }

    /// libpcap's names for what is no network, or takes packets from their way: nothing to listen on.
    private static let others = ["bluetooth", "dbus-", "nfqueue", "usbmon"]

    /// Whether what it gives are packets that pass by.
    public var hasPackets: Bool { !Self.others.contains { name.hasPrefix($0) } }

    /// Whether packets come from netfilter, where it is an error to read in vain.
    static func isNetfilter(_ name: String) -> Bool { name.hasPrefix("nflog") || name.hasPrefix("nfqueue") }

    /// Names of the kinds of timestamps that it has; `host` is the kernel's own.
    public var timestampTypes: [String] { LiveOpening.timestampTypes(of: name) }

    private init(_ device: pcap_if_t) {
        name = String(cString: device.name)
        about = device.description.map { String(cString: $0) }
        isLoopback = device.flags & UInt32(PCAP_IF_LOOPBACK) != 0
        isUp = device.flags & UInt32(PCAP_IF_UP) != 0
        isRunning = device.flags & UInt32(PCAP_IF_RUNNING) != 0
        isWireless = device.flags & UInt32(PCAP_IF_WIRELESS) != 0
        var next = device.addresses
        while let address = next?.pointee {
            if let shown = address.addr.flatMap(Self.numeric) { addresses.append(shown) }
            next = address.next
        }
    }

    private static func numeric(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
        let length: Int
        switch Int32(address.pointee.sa_family) {
        case AF_INET: length = MemoryLayout<sockaddr_in>.size
        case AF_INET6: length = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard
            getnameinfo(address, socklen_t(length), &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        return text(host)
    }
}
