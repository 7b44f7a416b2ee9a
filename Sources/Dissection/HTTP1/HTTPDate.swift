import Bytes

/// Dates of HTTP in seconds since 1970.
enum HTTPDate {
    /// Reads a date in any of the three formats of RFC 9110 § 5.6.7, and the sloppy ones that RFC 6265 § 5.1.1 reads.
    static func seconds(_ text: RawSpan) -> Int64? { fixed(text) ?? sloppy(text) }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the format that is generated today.
    private static func fixed(_ text: RawSpan) -> Int64? {
        guard text.byteCount == 29, text.uint8(at: 3) == ASCII.comma, text.matches(" GMT", at: 25),
            text.uint8(at: 19) == ASCII.colon, text.uint8(at: 22) == ASCII.colon,
            let day = two(text, 5), let month = month(text, at: 8), let century = two(text, 12),
            let year = two(text, 14), let hour = two(text, 17), let minute = two(text, 20), let second = two(text, 23)
        else { return nil }
        return seconds(
            year: century * 100 + year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    private static func two(_ text: RawSpan, _ offset: Int) -> Int64? {
        let tens = text.uint8(at: offset) &- 0x30
        let units = text.uint8(at: offset + 1) &- 0x30
        guard tens < 10, units < 10 else { return nil }
        return Int64(tens) * 10 + Int64(units)
    }

    /// Fields found so far of a date whose order nobody knows.
    private struct Found {
        var time: (hour: Int64, minute: Int64, second: Int64)?
        var day: Int64?
        var month: Int64?
        var year: Int64?
    }

    /// The algorithm of RFC 6265 § 5.1.1: tokens in any order.
    private static func sloppy(_ text: RawSpan) -> Int64? {
        guard text.byteCount <= 128 else { return nil }
        var found = Found()
        var start = 0
        while start < text.byteCount {
            if isDelimiter(text.uint8(at: start)) {
                start += 1
                continue
            }
            var end = start
            while end < text.byteCount, !isDelimiter(text.uint8(at: end)) { end += 1 }
            note(text.extracting(start..<end), in: &found)
            start = end
        }
        guard let time = found.time, let day = found.day, let month = found.month, var year = found.year else {
            return nil
        }
        if year >= 70, year <= 99 { year += 1900 } else if year <= 69 { year += 2000 }
        return seconds(
            year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
    }

    private static func isDelimiter(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x09, 0x20...0x2f, 0x3b...0x40, 0x5b...0x60, 0x7b...0x7e: true
        default: false
        }
    }

    private static func note(_ token: RawSpan, in found: inout Found) {
        if found.time == nil, let time = clock(token) {
            found.time = time
        } else if found.day == nil, let day = digits(token, 1...2) {
            found.day = day
        } else if found.month == nil, token.byteCount >= 3, let month = month(token, at: 0) {
            found.month = month
        } else if found.year == nil, let year = digits(token, 2...4) {
            found.year = year
        }
    }

    /// The number that the token begins with, if it has as many digits as that.
    private static func digits(_ token: RawSpan, _ count: ClosedRange<Int>) -> Int64? {
        var end = 0
        while end < token.byteCount, ASCII.isDigit(token.uint8(at: end)) { end += 1 }
        guard count.contains(end), let value = token.extracting(first: end).decimal() else { return nil }
        return Int64(clamping: value)
    }

    /// `h:m:s`, each of one or two digits.
    private static func clock(_ token: RawSpan) -> (hour: Int64, minute: Int64, second: Int64)? {
        guard let first = token.firstIndex(of: ASCII.colon), first <= 2,
            let second = token.firstIndex(of: ASCII.colon, from: first + 1), second - first <= 3,
            let hour = digits(token.extracting(first: first), 1...2),
            let minute = digits(token.extracting(first + 1..<second), 1...2),
            let last = digits(token.extracting(second + 1..<token.byteCount), 1...2)
        else { return nil }
        return (hour, minute, last)
    }

    /// The month whose English name begins with the three letters at `offset`.
    private static func month(_ text: RawSpan, at offset: Int) -> Int64? {
        guard text.byteCount - offset >= 3 else { return nil }
        switch (ASCII.lowered(text.uint8(at: offset + 1)), ASCII.lowered(text.uint8(at: offset + 2))) {
        case (0x61, 0x6e): return is3("jan", text, offset) ? 1 : nil
        case (0x65, 0x62): return is3("feb", text, offset) ? 2 : nil
        case (0x61, 0x72): return is3("mar", text, offset) ? 3 : nil
        case (0x70, 0x72): return is3("apr", text, offset) ? 4 : nil
        case (0x61, 0x79): return is3("may", text, offset) ? 5 : nil
        case (0x75, 0x6e): return is3("jun", text, offset) ? 6 : nil
        case (0x75, 0x6c): return is3("jul", text, offset) ? 7 : nil
        case (0x75, 0x67): return is3("aug", text, offset) ? 8 : nil
        case (0x65, 0x70): return is3("sep", text, offset) ? 9 : nil
        case (0x63, 0x74): return is3("oct", text, offset) ? 10 : nil
        case (0x6f, 0x76): return is3("nov", text, offset) ? 11 : nil
        case (0x65, 0x63): return is3("dec", text, offset) ? 12 : nil
        default: return nil
        }
    }

    private static func is3(_ name: StaticString, _ text: RawSpan, _ offset: Int) -> Bool {
        text.matchesIgnoringCase(name, at: offset)
    }

    /// Days are counted from March, so that the leap day is the last of its year.
    private static func seconds(
        year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64
    ) -> Int64? {
        guard year >= 1601, year <= 9999, (1...31).contains(day), hour <= 23, minute <= 59, second <= 60 else {
            return nil
        }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400 + hour * 3_600 + minute * 60 + second
    }
}
