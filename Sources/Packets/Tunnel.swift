/// A protocol that carries packets inside packets.
@frozen
public enum Tunnel: UInt8, Sendable, Hashable, CaseIterable {
    case ipip = 1
    case sixInFour, gre, erspan, vxlan, vxlanGPE, geneve, gtpU, pppoe, mpls, pptp, l2tp, teredo, etherIP, wlan

    /// The name in reports.
    public var name: String {
        switch self {
        case .ipip: "ipip"
        case .sixInFour: "6in4"
        case .gre: "gre"
        case .erspan: "erspan"
        case .vxlan: "vxlan"
        case .vxlanGPE: "vxlan_gpe"
        case .geneve: "geneve"
        case .gtpU: "gtp_u"
        case .pppoe: "pppoe"
        case .mpls: "mpls"
        case .pptp: "pptp"
        case .l2tp: "l2tp"
        case .teredo: "teredo"
        case .etherIP: "etherip"
        case .wlan: "wlan"
        }
    }
}
