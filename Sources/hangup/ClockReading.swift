import Records

/// A moment as people type it: RFC 3339 (`2026-03-01T03:12:00.5Z`, with a space or `T`, offset `+02:00` or none for UTC),
/// or seconds since 1970.
struct ClockReading {
    let timestamp: Timestamp

    init?(_ text: String) {
        if let seconds = Double(text), text.allSatisfy({ $0.isNumber || $0 == "." }) {
            timestamp = Timestamp(nanoseconds: 0).advanced(bySeconds: seconds)
            return
        }
        var rest = Substring(text)
        guard let year = ClockReading.number(&rest, digits: 4), ClockReading.take(&rest, "-"),
            let month = ClockReading.number(&rest, digits: 2), ClockReading.take(&rest, "-"),
            let day = ClockReading.number(&rest, digits: 2),
            ClockReading.take(&rest, "T") || ClockReading.take(&rest, " "),
            let hour = ClockReading.number(&rest, digits: 2), ClockReading.take(&rest, ":"),
            let minute = ClockReading.number(&rest, digits: 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60
        else { return nil }
        var seconds = 0
        var nanoseconds: Int64 = 0
        if ClockReading.take(&rest, ":") {
            guard let whole = ClockReading.number(&rest, digits: 2), whole <= 60 else { return nil }
            seconds = whole
            if ClockReading.take(&rest, ".") {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard !digits.isEmpty, digits.count <= 9 else { return nil }
                rest = rest.dropFirst(digits.count)
                nanoseconds = Int64(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
            }
        }
        guard let offset = ClockReading.offset(&rest), rest.isEmpty else { return nil }
        let days = ClockReading.days(year, month, day)
        let total = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + seconds - offset)
        timestamp = Timestamp(seconds: total, nanoseconds: nanoseconds)
    }

    private static func take(_ text: inout Substring, _ character: Character) -> Bool {
        guard text.first == character else { return false }
        text.removeFirst()
        return true
    }

    private static func number(_ text: inout Substring, digits: Int) -> Int? {
        let part = text.prefix(digits)
        guard part.count == digits, part.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        text = text.dropFirst(digits)
        return Int(part)
    }

    /// Seconds east of UTC.
    private static func offset(_ text: inout Substring) -> Int? {
        if text.isEmpty || take(&text, "Z") || take(&text, "z") { return 0 }
        let sign = take(&text, "+") ? 1 : take(&text, "-") ? -1 : 0
        guard sign != 0, let hours = number(&text, digits: 2) else { return nil }
        _ = take(&text, ":")
        guard let minutes = number(&text, digits: 2) else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
