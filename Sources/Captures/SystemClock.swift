internal import CPcap
public import Records

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The system's clocks.
public enum SystemClock {
    /// The clock that packets are stamped with. It can be set.
    public static var now: Timestamp { read(CLOCK_REALTIME) }

    /// Time since the system was started, which nobody can set.
    public static var uptime: Timestamp { read(CLOCK_BOOTTIME) }

    private static func read(_ clock: clockid_t) -> Timestamp {
        var time = timespec()
        clock_gettime(clock, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
}
