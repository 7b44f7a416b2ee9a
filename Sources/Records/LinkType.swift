/// What a captured frame begins with: a LINKTYPE_ number as capture files carry it.
///
/// Where libpcap's own number on some system (DLT_) differs, `init(dlt:)` gives the one of the files.
/// The list: https://www.tcpdump.org/linktypes.html.
@frozen
public struct LinkType: RawRepresentable, Sendable, Hashable, Codable {
    public var rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The type of a file or interface that libpcap describes with its number `dlt`.
    public init(dlt: UInt32) {
        switch dlt {
        case 11: self = .atmRFC1483
        case 12, 14: self = .raw
        case 15: self.init(rawValue: 102)
        case 16: self.init(rawValue: 103)
        case 18: self.init(rawValue: 246)
        case 19: self.init(rawValue: 106)
        default: self.init(rawValue: dlt)
        }
    }

    /// The number that libpcap uses on Linux for this type.
    public var dlt: UInt32 {
        switch rawValue {
        case 100: 11
        case 101: 12
        case 102: 15
        case 103: 16
        case 106: 19
        case 246: 18
        default: rawValue
        }
    }
}

extension LinkType {
    public static let null = LinkType(rawValue: 0)
    public static let ethernet = LinkType(rawValue: 1)
    public static let tokenRing = LinkType(rawValue: 6)
    public static let slip = LinkType(rawValue: 8)
    public static let ppp = LinkType(rawValue: 9)
    public static let fddi = LinkType(rawValue: 10)
    public static let pppHDLC = LinkType(rawValue: 50)
    public static let pppEthernet = LinkType(rawValue: 51)
    public static let atmRFC1483 = LinkType(rawValue: 100)
    public static let raw = LinkType(rawValue: 101)
    public static let ciscoHDLC = LinkType(rawValue: 104)
    public static let ieee80211 = LinkType(rawValue: 105)
    public static let frameRelay = LinkType(rawValue: 107)
    public static let loop = LinkType(rawValue: 108)
    public static let linuxSLL = LinkType(rawValue: 113)
    public static let pflog = LinkType(rawValue: 117)
    public static let ieee80211Prism = LinkType(rawValue: 119)
    public static let radiotap = LinkType(rawValue: 127)
    public static let ieee80211AVS = LinkType(rawValue: 163)
    public static let pppWithDirection = LinkType(rawValue: 166)
    public static let perPacketInformation = LinkType(rawValue: 192)
    public static let usbLinux = LinkType(rawValue: 220)
    public static let ipv4 = LinkType(rawValue: 228)
    public static let ipv6 = LinkType(rawValue: 229)
    public static let nflog = LinkType(rawValue: 239)
    public static let netlink = LinkType(rawValue: 253)
    public static let pktap = LinkType(rawValue: 258)
    public static let linuxSLL2 = LinkType(rawValue: 276)

    /// No link at all: a record that Wireshark numbers as a packet though it holds none, such as a line of a journal.
    public static let none = LinkType(rawValue: .max)

    /// A short lower-case name such as `ethernet`, or `linktype-147` for one without a name here.
    public var name: String {
        switch self {
        case .null: "null"
        case .ethernet: "ethernet"
        case .tokenRing: "token_ring"
        case .slip: "slip"
        case .ppp: "ppp"
        case .fddi: "fddi"
        case .pppHDLC: "ppp_hdlc"
        case .pppEthernet: "pppoe"
        case .atmRFC1483: "atm_rfc1483"
        case .raw: "raw"
        case .ciscoHDLC: "cisco_hdlc"
        case .ieee80211: "ieee802_11"
        case .frameRelay: "frame_relay"
        case .loop: "loop"
        case .linuxSLL: "linux_sll"
        case .pflog: "pflog"
        case .ieee80211Prism: "ieee802_11_prism"
        case .radiotap: "ieee802_11_radiotap"
        case .ieee80211AVS: "ieee802_11_avs"
        case .pppWithDirection: "ppp_with_direction"
        case .perPacketInformation: "ppi"
        case .usbLinux: "usb_linux"
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        case .nflog: "nflog"
        case .netlink: "netlink"
        case .pktap: "pktap"
        case .linuxSLL2: "linux_sll2"
        case .none: "none"
        default: "linktype-\(rawValue)"
        }
    }
}

extension LinkType: CustomStringConvertible {
    public var description: String { name }
}
