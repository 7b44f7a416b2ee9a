import Records
import Testing

@testable import Captures

struct TimestampResolutionTests {
    @Test func `without the option, ticks are microseconds`() {
        #expect(TimestampResolution().timestamp(1_700_000_000_123_456).nanoseconds == 1_700_000_000_123_456_000)
    }

    @Test(
        arguments: [
            (0, 7, 7_000_000_000), (3, 1_234, 1_234_000_000), (6, 1, 1_000), (9, 123, 123), (12, 1_999, 1),
            (19, .max, 1_844_674_407),
            (20, .max, 184_467_440), (28, .max, 1), (29, .max, 0), (127, 5, 0), (0x80, 3, 3_000_000_000),
            (0x8a, 512, 500_000_000),
            (0xa0, 0x1_8000_0000, 1_500_000_000), (0xbf, 1 << 62, 500_000_000), (0xc0, 1 << 63, 500_000_000),
            (0xff, .max, 0), (9, .max, .max),
            (0, .max, .max),
        ] as [(UInt8, UInt64, Int64)])
    func `an option octet says how long a tick is`(_ sample: (option: UInt8, ticks: UInt64, nanoseconds: Int64)) {
        #expect(TimestampResolution(option: sample.option).timestamp(sample.ticks).nanoseconds == sample.nanoseconds)
    }

    @Test(
        arguments: [
            (100, 100_000_001_000), (-1, -999_999_000), (.max, .max), (.min, .min),
        ] as [(Int64, Int64)])
    func `an offset moves the time, and no offset overflows`(_ sample: (offset: Int64, nanoseconds: Int64)) {
        var resolution = TimestampResolution()
        resolution.offset = sample.offset
        #expect(resolution.timestamp(1).nanoseconds == sample.nanoseconds)
    }
}
