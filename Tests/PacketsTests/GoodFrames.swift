import Packets
import Records

extension GoodFrame {
    private static let ip4 = Frame.ipv4(Frame.tcp())
    private static let ip6 = Frame.ipv6(Frame.tcp())
    private static let inner = Frame.ethernet(ip4)

    static let all = links + tags + addresses + tunnels4 + tunnelsInUDP

    static let links: [GoodFrame] = [
        GoodFrame(name: "Ethernet", octets: Frame.ethernet(ip4)),
        GoodFrame(name: "BSD loopback, little-endian", linkType: .null, octets: [2, 0, 0, 0] + ip4),
        GoodFrame(name: "BSD loopback, big-endian", linkType: .null, octets: [0, 0, 0, 2] + ip4),
        GoodFrame(name: "BSD loopback, IPv6 of macOS", linkType: .null, octets: [30, 0, 0, 0] + ip6),
        GoodFrame(name: "BSD loopback, IPv6 of Linux", linkType: .null, octets: [0, 0, 0, 10] + ip6),
        GoodFrame(name: "OpenBSD loopback", linkType: .loop, octets: [0, 0, 0, 24] + ip6),
        GoodFrame(name: "raw IPv4", linkType: .raw, octets: ip4),
        GoodFrame(name: "raw IPv6", linkType: .raw, octets: ip6),
        GoodFrame(name: "raw IP of OpenBSD", linkType: LinkType(rawValue: 14), octets: ip4),
        GoodFrame(name: "IPv4", linkType: .ipv4, octets: ip4),
        GoodFrame(name: "IPv6", linkType: .ipv6, octets: ip6),
        GoodFrame(name: "PPP", linkType: .ppp, octets: [0x00, 0x21] + ip4),
        GoodFrame(name: "PPP, compressed protocol", linkType: .ppp, octets: [0x21] + ip4),
        GoodFrame(name: "PPP in HDLC-like framing", linkType: .ppp, octets: [0xff, 0x03, 0x00, 0x57] + ip6),
        GoodFrame(name: "Cisco framing on a PPP link", linkType: .pppHDLC, octets: [0x0f, 0, 0x08, 0] + ip4),
        GoodFrame(
            name: "PPP with MPLS", linkType: .ppp, octets: [0x02, 0x81] + [0, 1, 1, 64] + ip4, tunnels: [.mpls]),
        GoodFrame(
            name: "PPPoE", linkType: .pppEthernet,
            octets: [0x11, 0, 0, 1] + UInt16(ip4.count + 2).octets + [0, 0x21] + ip4,
            tunnels: [.pppoe]),
        GoodFrame(name: "Cisco HDLC", linkType: .ciscoHDLC, octets: [0x0f, 0, 0x86, 0xdd] + ip6),
        GoodFrame(
            name: "Linux cooked", linkType: .linuxSLL,
            octets: [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x08, 0] + ip4),
        GoodFrame(
            name: "Linux cooked, tagged", linkType: .linuxSLL,
            octets: [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x81, 0] + Frame.vlan(ip4, identifier: 9), vlans: [9]),
        GoodFrame(
            name: "Linux cooked 2", linkType: .linuxSLL2,
            octets: [0x86, 0xdd, 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0] + ip6),
        GoodFrame(name: "FDDI", linkType: .fddi, octets: [0x50] + [UInt8](repeating: 2, count: 12) + Frame.snap(ip4)),
        GoodFrame(
            name: "netfilter log, little-endian", linkType: .nflog,
            octets: [2, 0, 0, 5, 8, 0, 1, 0, 8, 0, 3, 0, 5, 0, 10, 0, 65, 0, 0, 0]
                + UInt16(ip4.count + 4).byteSwapped.octets + [9, 0] + ip4),
        GoodFrame(
            name: "netfilter log, big-endian", linkType: .nflog,
            octets: [2, 0, 0, 5, 0, 8, 0, 1, 8, 0, 3, 0] + UInt16(ip4.count + 4).octets + [0, 9] + ip4),
        GoodFrame(name: "ATM with LLC", linkType: .atmRFC1483, octets: Frame.snap(ip4)),
        GoodFrame(
            name: "packet filter log", linkType: .pflog, octets: [61, 2] + [UInt8](repeating: 0, count: 62) + ip4),
        GoodFrame(
            name: "PPP with direction", linkType: LinkType(rawValue: 204), octets: [1, 0xff, 0x03, 0x00, 0x21] + ip4),
        GoodFrame(name: "PPP of pppd", linkType: .pppWithDirection, octets: [0, 0x03, 0x00, 0x21] + ip4),
        GoodFrame(name: "802.11", linkType: .ieee80211, octets: wlan(control: 0x08, flags: 1) + Frame.snap(ip4)),
        GoodFrame(
            name: "802.11 with quality of service, between access points", linkType: .ieee80211,
            octets: wlan(control: 0x88, flags: 3, extra: 8) + Frame.snap(ip4)),
        GoodFrame(
            name: "radiotap, padded", linkType: .radiotap,
            octets: [0, 0, 17, 0, 3, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + [0x20]
                + wlan(control: 0x88, flags: 1, extra: 4) + Frame.snap(ip4)),
    ]

    static let tags: [GoodFrame] = [
        GoodFrame(
            name: "one tag", octets: Frame.ethernet(Frame.vlan(ip4, identifier: 100), type: 0x8100), vlans: [100]),
        GoodFrame(
            name: "two tags, IPv6",
            octets: Frame.ethernet(
                Frame.vlan(Frame.vlan(ip6, identifier: 20, type: 0x86dd), identifier: 10, type: 0x8100), type: 0x88a8),
            vlans: [10, 20]),
        GoodFrame(
            name: "five tags, of which four are kept",
            octets: Frame.ethernet(
                [1, 2, 3, 4].reversed().reduce(Frame.vlan(ip4, identifier: 5)) {
                    Frame.vlan($0, identifier: $1, type: 0x8100)
                }, type: 0x9100),
            vlans: [1, 2, 3, 4]),
        GoodFrame(
            name: "802.3 length and SNAP",
            octets: Frame.ethernet(Frame.snap(ip4) + [0, 0, 0], type: UInt16(ip4.count + 8))),
        GoodFrame(
            name: "802.3 length and IP's own SAP",
            octets: Frame.ethernet([6, 6, 3] + ip4, type: UInt16(ip4.count + 3))),
        GoodFrame(
            name: "backbone service tag",
            octets: Frame.ethernet([0, 0, 0, 1] + inner, type: 0x88e7)),
        GoodFrame(
            name: "MPLS", octets: Frame.ethernet([0, 1, 0, 64, 0, 2, 1, 64] + ip6, type: 0x8847), tunnels: [.mpls]),
        GoodFrame(
            name: "Ethernet over MPLS, with a control word",
            octets: Frame.ethernet([0, 2, 1, 64, 0, 0, 0, 0] + inner, type: 0x8847), tunnels: [.mpls]),
        GoodFrame(
            name: "Ethernet over MPLS, without one",
            octets: Frame.ethernet([0, 2, 1, 64] + inner, type: 0x8847), tunnels: [.mpls]),
        GoodFrame(
            name: "PPPoE in two tags",
            octets: Frame.ethernet(
                Frame.vlan(
                    Frame.vlan(
                        [0x11, 0, 0, 1] + UInt16(ip4.count + 2).octets + [0, 0x21] + ip4, identifier: 8, type: 0x8864),
                    identifier: 7, type: 0x8100), type: 0x88a8),
            tunnels: [.pppoe], vlans: [7, 8]),
    ]

    static let addresses: [GoodFrame] = [
        GoodFrame(name: "IPv4 options", octets: Frame.ethernet(Frame.ipv4(Frame.tcp(), options: [1, 1, 1, 0]))),
        GoodFrame(name: "IPv6", octets: Frame.ethernet(ip6, type: 0x86dd)),
        GoodFrame(
            name: "hop-by-hop options, destination options, routing without segments left",
            octets: Frame.ethernet(
                Frame.ipv6(
                    [60, 0, 1, 4, 0, 0, 0, 0] + [43, 0, 1, 4, 0, 0, 0, 0] + [6, 0, 4, 0, 0, 0, 0, 0] + Frame.tcp(),
                    next: 0), type: 0x86dd)),
        GoodFrame(
            name: "atomic fragment",
            octets: Frame.ethernet(Frame.ipv6([6, 0, 0, 0, 0, 0, 0, 9] + Frame.tcp(), next: 44), type: 0x86dd)),
        GoodFrame(
            name: "authentication header",
            octets: Frame.ethernet(
                Frame.ipv4([6, 4] + [UInt8](repeating: 0, count: 22) + Frame.tcp(), protocol: 51))),
    ]

    static let tunnels4: [GoodFrame] = [
        tunnel("IP in IP", 4, ip4, .ipip),
        tunnel("IPv6 in IPv4", 41, ip6, .sixInFour),
        tunnel("EtherIP", 97, [0x30, 0] + inner, .etherIP),
        tunnel("MPLS in IP", 137, [0, 1, 1, 64] + ip4, .mpls),
        tunnel("GRE", 47, Frame.gre(ip4, type: 0x0800), .gre),
        tunnel(
            "GRE with checksum, key and sequence number", 47,
            Frame.gre(ip6, flags: 0xb000, type: 0x86dd, fields: [UInt8](repeating: 0, count: 12)), .gre),
        tunnel(
            "GRE with source routes", 47,
            Frame.gre(ip4, flags: 0x4000, type: 0x0800, fields: [0, 0, 0, 0, 8, 0, 0, 4, 10, 0, 0, 9, 0, 0, 0, 0]), .gre
        ),
        tunnel("Ethernet in GRE", 47, Frame.gre(inner, type: 0x6558), .gre),
        tunnel("ERSPAN I", 47, Frame.gre(inner, type: 0x88be), .erspan),
        tunnel(
            "ERSPAN II", 47,
            Frame.gre(inner, flags: 0x1000, type: 0x88be, fields: [0, 0, 0, 1] + [UInt8](repeating: 0x10, count: 8)),
            .erspan),
        tunnel(
            "ERSPAN III with a subheader", 47,
            Frame.gre(
                inner, flags: 0x1000, type: 0x22eb, fields: [0, 0, 0, 1] + [UInt8](repeating: 0x21, count: 20)), .erspan
        ),
        tunnel(
            "PPTP", 47,
            Frame.gre(
                [0xff, 0x03, 0x21] + ip4, flags: 0x3081, type: 0x880b, fields: [UInt8](repeating: 0, count: 12)), .pptp),
        tunnel("WCCP, first version", 47, Frame.gre(ip4, type: 0x883e), .gre),
        tunnel("WCCP, second version", 47, Frame.gre(ip4, type: 0x883e, fields: [0, 1, 2, 3]), .gre),
        GoodFrame(
            name: "802.11 in GRE",
            octets: Frame.ethernet(
                Frame.ipv4(
                    Frame.gre(wlan(control: 0x88, flags: 1, extra: 2) + Frame.snap(ip4), type: 0x8200), protocol: 47)),
            tunnels: [.gre, .wlan]),
    ]

    static let tunnelsInUDP: [GoodFrame] = [
        overUDP("VXLAN", 4789, [8, 0, 0, 0, 0, 0, 1, 0] + inner, .vxlan),
        overUDP("VXLAN-GPE", 4790, [0x0c, 0, 0, 2, 0, 0, 1, 0] + ip6, .vxlanGPE),
        overUDP("Geneve with options", 6081, [1, 0, 0x65, 0x58, 0, 0, 1, 0, 1, 2, 3, 4] + inner, .geneve),
        overUDP("GTP-U", 2152, [0x30, 255, 0, 9, 0, 0, 0, 1] + ip4, .gtpU),
        overUDP(
            "GTP-U with extension headers", 2152,
            [0x34, 255, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0xc0, 1, 0, 0, 0] + ip4, .gtpU),
        overUDP("GRE", 4754, Frame.gre(ip4, type: 0x0800), .gre),
        overUDP("MPLS", 6635, [0, 1, 1, 64] + ip4, .mpls),
        overUDP("Teredo", 3544, ip6, .teredo),
        overUDP(
            "Teredo with authentication and origin", 3544,
            [0, 1, 0, 0] + [UInt8](repeating: 0, count: 9) + [0, 0, 1, 1, 2, 2, 2, 2] + ip6, .teredo),
        overUDP("L2TP", 1701, [0, 2, 0, 1, 0, 1, 0xff, 3, 0, 0x21] + ip4, .l2tp),
        overUDP(
            "L2TP with length, sequence and offset", 1701,
            [0x4a, 2, 0, 99, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 9, 0, 0x21] + ip4, .l2tp),
        GoodFrame(
            name: "an answer from the tunnel's port",
            octets: Frame.ethernet(
                Frame.ipv4(Frame.udp([8, 0, 0, 0, 0, 0, 1, 0] + inner, from: 4789, to: 50_000), protocol: 17)),
            tunnels: [.vxlan]),
    ]

    private static func tunnel(_ name: String, _ number: UInt8, _ octets: [UInt8], _ tunnel: Tunnel) -> GoodFrame {
        GoodFrame(name: name, octets: Frame.ethernet(Frame.ipv4(octets, protocol: number)), tunnels: [tunnel])
    }

    private static func overUDP(_ name: String, _ port: UInt16, _ octets: [UInt8], _ tunnel: Tunnel) -> GoodFrame {
        GoodFrame(
            name: "\(name) over UDP",
            octets: Frame.ethernet(Frame.ipv4(Frame.udp(octets, to: port), protocol: 17)), tunnels: [tunnel])
    }

    private static func wlan(control: UInt8, flags: UInt8, extra: Int = 0) -> [UInt8] {
        [control, flags] + [UInt8](repeating: 0, count: 22 + extra)
    }
}
