import Testing

@testable import Reporting

@Suite("Quantity")
struct QuantityTests {
    @Test(
        "counts have a comma at every thousand",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (18_204, "18,204"), (1_000_000, "1,000,000"),
        ])
    func counts(value: UInt64, text: String) { #expect(Quantity.count(value) == text) }

    @Test(
        "octets in powers of 1000",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"),
            (12_400_000, "12.4 MB"),
            (123_456_789, "123 MB"), (UInt64.max, "18.4 EB"),
        ])
    func bytes(value: UInt64, text: String) { #expect(Quantity.bytes(value) == text) }

    @Test(
        "seconds keep what tells timeouts apart",
        arguments: [
            (0, "0 ms"), (0.0004, "0.4 ms"), (0.25, "250 ms"), (0.9999, "1 s"), (1.234, "1.23 s"), (60, "60 s"),
            (350.24, "350.2 s"), (7200, "7200 s"), (.nan, "0 s"), (-1, "0 s"),
        ])
    func seconds(value: Double, text: String) { #expect(Quantity.seconds(value) == text) }

    @Test(
        "durations are said in two units",
        arguments: [
            (61.5, "61.5 s"), (119.6, "2 min 0 s"), (752.875, "12 min 33 s"), (11_100, "3 h 5 min"),
            (190_000, "2 d 4 h"),
        ])
    func durations(value: Double, text: String) { #expect(Quantity.duration(value) == text) }
}
