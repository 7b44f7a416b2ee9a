import Packets
import Testing

@Suite struct SegmentTests {
    @Test("a stack of tags keeps the outermost four")
    func tags() {
        var stack = VLANStack()
        for identifier in [10, 4_095, 0, 1, 77] as [UInt16] { stack.append(identifier) }
        #expect(stack.identifiers == [10, 4_095, 0, 1])
    }

    @Test("a stack of tunnels keeps the outermost eight")
    func tunnels() {
        var stack = TunnelStack()
        for tunnel in Tunnel.allCases.prefix(9) { stack.append(tunnel) }
        #expect(stack.tunnels == Array(Tunnel.allCases.prefix(8)))
    }

    @Test("tunnels have names of their own")
    func names() {
        #expect(Set(Tunnel.allCases.map(\.name)).count == Tunnel.allCases.count)
    }

    @Test("blocks of a selective acknowledgment beyond four are left out")
    func sack() {
        var sack = SelectiveAcknowledgment()
        for block in 0..<5 as Range<UInt32> { sack.append(left: block, right: block + 1) }
        #expect(sack.count == 4)
        #expect(sack[3] == (3, 4))
    }
}
