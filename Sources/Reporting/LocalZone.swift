import Records

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A time zone at a moment: what it is called, and how far it is from UTC.
public struct LocalZone: Sendable, Equatable {
    public var name: String
    /// Seconds east of UTC.
    public var offset: Int64

    public init(name: String, offset: Int64) {
        self.name = name
        self.offset = offset
    }

    /// The zone of the system (TZ, /etc/localtime) as it is at a moment in seconds since 1970.
    public static func system(at seconds: Int64) -> LocalZone {
        var moment = time_t(seconds)
        var parts = tm()
        guard localtime_r(&moment, &parts) != nil else { return LocalZone(name: "UTC", offset: 0) }
        let name = parts.tm_zone.map { String(cString: $0) } ?? ""
        return LocalZone(name: name, offset: Int64(parts.tm_gmtoff))
    }
}

/// Times as people read them.
struct TextClock {
    /// Whether the day has to be said with every time.
    let saysDay: Bool

    /// - Parameters: the first and the last moment that is going to be said.
    init(from first: Timestamp?, to last: Timestamp?) {
        saysDay = first.map(TextClock.day) != last.map(TextClock.day)
    }

    /// `02:51:40.123`, with the date in front where the capture has several days.
    func text(_ time: Timestamp) -> String { (saysDay ? TextClock.day(time) + " " : "") + TextClock.time(time) }

    /// `2026-11-24`.
    static func day(_ time: Timestamp) -> String { String(calendar(time, 0).prefix(10)) }

    /// `02:51:40.123`.
    static func time(_ time: Timestamp, zone: LocalZone? = nil) -> String {
        let rest = time.nanoseconds % 1_000_000_000
        let milliseconds = String((rest < 0 ? rest + 1_000_000_000 : rest) / 1_000_000)
        let padding = String(repeating: "0", count: 3 - milliseconds.count)
        return calendar(time, zone?.offset ?? 0).suffix(8) + "." + padding + milliseconds
    }

    /// The whole second at or before it.
    static func seconds(_ time: Timestamp) -> Int64 {
        let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return rest < 0 ? whole - 1 : whole
    }

    private static func calendar(_ time: Timestamp, _ offset: Int64) -> String {
        String(decoding: ClockText.calendarText(seconds(time) + offset), as: UTF8.self)
    }
}
