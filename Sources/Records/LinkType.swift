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
    @inlinable public static var null: LinkType { LinkType(rawValue: 0) }
    @inlinable public static var ethernet: LinkType { LinkType(rawValue: 1) }
    @inlinable public static var tokenRing: LinkType { LinkType(rawValue: 6) }
    @inlinable public static var slip: LinkType { LinkType(rawValue: 8) }
    @inlinable public static var ppp: LinkType { LinkType(rawValue: 9) }
    @inlinable public static var fddi: LinkType { LinkType(rawValue: 10) }
    @inlinable public static var pppHDLC: LinkType { LinkType(rawValue: 50) }
    @inlinable public static var pppEthernet: LinkType { LinkType(rawValue: 51) }
    @inlinable public static var atmRFC1483: LinkType { LinkType(rawValue: 100) }
    @inlinable public static var raw: LinkType { LinkType(rawValue: 101) }
    @inlinable public static var ciscoHDLC: LinkType { LinkType(rawValue: 104) }
    @inlinable public static var ieee80211: LinkType { LinkType(rawValue: 105) }
    @inlinable public static var frameRelay: LinkType { LinkType(rawValue: 107) }
    @inlinable public static var loop: LinkType { LinkType(rawValue: 108) }
    @inlinable public static var linuxSLL: LinkType { LinkType(rawValue: 113) }
    @inlinable public static var pflog: LinkType { LinkType(rawValue: 117) }
    @inlinable public static var ieee80211Prism: LinkType { LinkType(rawValue: 119) }
    @inlinable public static var radiotap: LinkType { LinkType(rawValue: 127) }
    @inlinable public static var ieee80211AVS: LinkType { LinkType(rawValue: 163) }
    @inlinable public static var pppWithDirection: LinkType { LinkType(rawValue: 166) }
    @inlinable public static var perPacketInformation: LinkType { LinkType(rawValue: 192) }
    @inlinable public static var usbLinux: LinkType { LinkType(rawValue: 220) }
    @inlinable public static var ipv4: LinkType { LinkType(rawValue: 228) }
    @inlinable public static var ipv6: LinkType { LinkType(rawValue: 229) }
    @inlinable public static var nflog: LinkType { LinkType(rawValue: 239) }
    @inlinable public static var netlink: LinkType { LinkType(rawValue: 253) }
    @inlinable public static var pktap: LinkType { LinkType(rawValue: 258) }
    @inlinable public static var linuxSLL2: LinkType { LinkType(rawValue: 276) }

    /// No link at all: a record that Wireshark numbers as a packet though it holds none, such as a line of a journal.
    @inlinable public static var none: LinkType { LinkType(rawValue: .max) }

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
