/// What the next octets are.
enum Layer {
    case ip
    /// What an IP header's protocol (or next header) number says.
    case transport(UInt8)
    case etherType(UInt16)
    case ethernet, llc, ppp, mpls, wlan

    /// A field that holds EtherTypes and never a length.
    static func protocolType(_ type: UInt16) -> Layer { .etherType(type > 1500 ? type : 0) }
}
