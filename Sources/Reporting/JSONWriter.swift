import Records

/// Writes JSON text (RFC 8259) into an array of octets, always forward.
///
/// Keys are static strings that need no escaping. Values from the wire are escaped beyond what JSON demands: nothing
/// that a terminal acts on or that reorders text is left in the output.
struct JSONWriter {
    /// What has been written; the owner takes it out and empties it.
    var bytes = OutputBuffer()
    private var needsComma = false
    private var clock = ClockText()

    init() {}

    mutating func beginObject() { open(UInt8(ascii: "{")) }
    mutating func endObject() { close(UInt8(ascii: "}")) }
    mutating func beginArray() { open(UInt8(ascii: "[")) }
    mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Forgets what was written before: the next value needs no comma.
    mutating func restart() { needsComma = false }

    /// Says that members were appended to `bytes` by the owner.
    mutating func afterValue() { needsComma = true }

    /// A line break between values; it changes nothing for who reads JSON.
    mutating func lineBreak() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func key(_ name: StaticString) {
        bytes.append(key: name, comma: needsComma)
        needsComma = false
    }

    /// A key that is made at run time.
    mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        JSONText.append(text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func bool(_ value: Bool) {
        separate()
        literal(value ? "true" : "false")
        needsComma = true
    }

    mutating func number(_ value: UInt64) {
        separate()
        Decimal.append(value, to: &bytes)
        needsComma = true
    }

    mutating func number(_ value: Int64) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        Decimal.append(value.magnitude, to: &bytes)
        needsComma = true
    }

    /// Seconds: at most nine decimals, no exponent. What is no number becomes 0.
    mutating func seconds(_ value: Double) {
        separate()
        Decimal.append(seconds: value, to: &bytes)
        needsComma = true
    }

    /// Makes the number that was just written one with decimals.
    mutating func decimals() { literal(".0") }

    /// RFC 3339 in UTC: six decimals, nine where the nanoseconds say more.
    mutating func time(_ time: Timestamp) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        clock.append(time, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func literal(_ text: StaticString) {
        bytes.append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

/// Members of an object. An absent value leaves no member.
extension JSONWriter {
    mutating func field(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// A value that is known beforehand and needs no escaping.
    mutating func field(_ name: StaticString, _ value: StaticString) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        literal(value)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func field(_ name: StaticString, _ value: Bool?) {
        guard let value else { return }
        key(name)
        bool(value)
    }

    mutating func field(_ name: StaticString, _ value: UInt64?) {
        guard let value else { return }
        key(name)
        number(value)
    }

    mutating func field(_ name: StaticString, _ value: UInt32?) { field(name, value.map { UInt64($0) }) }

    mutating func field(_ name: StaticString, _ value: UInt16?) { field(name, value.map { UInt64($0) }) }

    mutating func field(_ name: StaticString, _ value: Int64?) {
        guard let value else { return }
        key(name)
        number(value)
    }

    mutating func field(_ name: StaticString, seconds value: Double?) {
        guard let value else { return }
        key(name)
        seconds(value)
    }

    mutating func field(_ name: StaticString, time value: Timestamp?) {
        guard let value else { return }
        key(name)
        time(value)
    }

    /// A moment in seconds since 1970; what no calendar has is left out.
    mutating func field(_ name: StaticString, secondsSince1970 value: Int64?) {
        guard let value, ClockText.calendar.contains(value) else { return }
        key(name)
        bytes.append(UInt8(ascii: "\""))
        clock.append(seconds: value, nanoseconds: 0, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func field(_ name: StaticString, strings: [String]) {
        key(name)
        beginArray()
        for text in strings { string(text) }
        endArray()
    }
}
