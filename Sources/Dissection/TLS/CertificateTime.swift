import Bytes

/// The times of certificates: UTCTime and GeneralizedTime in Zulu time (RFC 5280 § 4.1.2.5).
enum CertificateTime {
    /// Reads one, as seconds since 1970.
    static func read(_ bytes: inout RawSpan) throws(Malformed) -> Int64 {
        try bytes.readDER { tag, contents throws(Malformed) in
            switch tag {
            case DERTag.utcTime:
                let year = try digits(&contents, 2)
                return try seconds(year: year < 50 ? 2000 + year : 1900 + year, &contents)
            case DERTag.generalizedTime: return try seconds(year: try digits(&contents, 4), &contents)
            default: throw .broken(field: "Time", value: UInt64(tag))
            }
        }
    }

    /// Reads what follows the year. Seconds may lack, a zone other than Z is not told apart.
    private static func seconds(year: Int64, _ rest: inout RawSpan) throws(Malformed) -> Int64 {
        let month = try digits(&rest, 2)
        let day = try digits(&rest, 2)
        let hour = try digits(&rest, 2)
        let minute = try digits(&rest, 2)
        let second = rest.byteCount > 1 ? try digits(&rest, 2) : 0
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61 else {
            throw .broken(field: "Time", value: UInt64(month * 100 + day))
        }
        return days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func digits(_ bytes: inout RawSpan, _ count: Int) throws(Malformed) -> Int64 {
        var value: Int64 = 0
        for _ in 0..<count {
            let octet = try bytes.readUInt8()
            guard (0x30...0x39).contains(octet) else { throw .broken(field: "Time", value: UInt64(octet)) }
            value = value * 10 + Int64(octet - 0x30)
        }
        return value
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
