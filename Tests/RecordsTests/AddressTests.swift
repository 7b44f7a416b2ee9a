import Records
import Testing

@Suite("Addresses and times")
struct AddressTests {
    @Test(
        "Addresses are printed as RFC 5952 says, and read back",
        arguments: [
            "0.0.0.0", "10.20.0.1", "255.255.255.255", "::", "::1", "2001:db8::1", "2001:db8:0:1:1:1:1:1",
            "2001:0:0:1::1", "fe80::1:2:3:4", "::ffff:192.0.2.1",
        ])
    func roundTrip(text: String) {
        #expect(Address(text)?.description == text)
    }

    @Test(
        "What is no address is not read",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "+1.2.3.4", ":::", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7",
        ])
    func refused(text: String) {
        #expect(Address(text) == nil)
    }

    @Test("A flow has one key, whoever sends")
    func keys() {
        let one = Endpoint(address: Address(ipv4: 5), port: 80)
        let other = Endpoint(address: Address(ipv4: 5), port: 81)
        #expect(FlowKey(one, other) == FlowKey(other, one))
        #expect(FlowKey(one, other).lower == one)
    }

    @Test("Times beyond the range are held at its ends")
    func times() {
        #expect(Timestamp(seconds: .max, nanoseconds: 0).nanoseconds == .max)
        #expect(Timestamp(seconds: .min, nanoseconds: 0).nanoseconds == .min)
        let late = Timestamp(nanoseconds: .max)
        #expect(late.advanced(bySeconds: 10).nanoseconds == .max)
        #expect(late.nanosecondsSince(Timestamp(nanoseconds: .min)) == .max)
        #expect(
            Timestamp(seconds: 3, nanoseconds: 500_000_000).seconds(since: Timestamp(seconds: 1, nanoseconds: 0)) == 2.5
        )
    }
}
