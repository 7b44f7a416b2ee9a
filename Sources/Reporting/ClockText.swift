import Records

/// RFC 3339 text of moments, in UTC. Remembers the last second, as records come in the order of time.
struct ClockText: Sendable {
    /// The seconds since 1970 that RFC 3339 can write: the years 0 to 9999.
    static let calendar: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    private var second = Int64.min
    /// `2026-11-24T02:51:40` of `second`.
    private var text: [UInt8] = []

    init() {}

    mutating func append(_ time: Timestamp, to bytes: inout OutputBuffer) {
        let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let seconds = rest < 0 ? whole - 1 : whole
        append(seconds: seconds, nanoseconds: UInt64(rest < 0 ? rest + 1_000_000_000 : rest), to: &bytes)
    }

    /// Appends a moment: six decimals, nine where the nanoseconds say more.
    mutating func append(seconds: Int64, nanoseconds: UInt64, to bytes: inout OutputBuffer) {
        if seconds != second || text.isEmpty {
            second = seconds
            text = ClockText.calendarText(seconds)
        }
        text.withUnsafeBytes { bytes.append($0) }
        bytes.append(UInt8(ascii: "."))
        let isMicroseconds = nanoseconds % 1000 == 0
        Decimal.append(isMicroseconds ? nanoseconds / 1000 : nanoseconds, digits: isMicroseconds ? 6 : 9, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The moment of such a text; `nil` for what is not one.
    static func timestamp(_ text: some Collection<UInt8>) -> Timestamp? {
        let octets = Array(text)
        guard octets.count >= 20, octets.last == UInt8(ascii: "Z"),
            let year = number(octets[0..<4]), let month = number(octets[5..<7]), let day = number(octets[8..<10]),
            let hour = number(octets[11..<13]), let minute = number(octets[14..<16]),
            let second = number(octets[17..<19]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var nanoseconds: Int64 = 0
        if octets.count > 20 {
            let digits = octets[20..<(octets.count - 1)]
            guard octets[19] == UInt8(ascii: "."), (1...9).contains(digits.count), let value = number(digits) else {
                return nil
            }
            nanoseconds = value
            for _ in digits.count..<9 { nanoseconds *= 10 }
        }
        let days = CivilDate.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
        return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for octet in digits {
            guard octet &- 0x30 < 10 else { return nil }
            value = value * 10 + Int64(octet &- 0x30)
        }
        return value
    }

    /// `2026-11-24T02:51:40`.
    static func calendarText(_ seconds: Int64) -> [UInt8] {
        let date = CivilDate(secondsSince1970: seconds)
        var text = OutputBuffer(capacity: 32)
        Decimal.append(UInt64(max(0, date.year)), digits: 4, to: &text)
        for part in [(UInt8(ascii: "-"), date.month), (UInt8(ascii: "-"), date.day), (UInt8(ascii: "T"), date.hour)] {
            text.append(part.0)
            Decimal.append(UInt64(part.1), digits: 2, to: &text)
        }
        for part in [date.minute, date.second] {
            text.append(UInt8(ascii: ":"))
            Decimal.append(UInt64(part), digits: 2, to: &text)
        }
        return text.array
    }
}

/// A moment in the proleptic Gregorian calendar, UTC.
struct CivilDate: Equatable {
    var year: Int64
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int

    /// Days since 1970-01-01.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The calendar repeats every 400 years (146,097 days); years are counted from March, so that a leap day is last.
    init(secondsSince1970 seconds: Int64) {
        let days = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        let inDay = Int((seconds % 86_400 + 86_400) % 86_400)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = Int(dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100))
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = inDay / 3600
        minute = inDay / 60 % 60
        second = inDay % 60
    }
}
