/// A point in time in UTC, to the microsecond.
///
/// Source: RFC 3339, section 5.6.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Microseconds since 1970-01-01T00:00:00Z; never negative.
    public let microseconds: Int64

    /// Creates a time; one before 1970 becomes 1970.
    public init(microseconds: Int64) { self.microseconds = max(0, microseconds) }

    /// The time that much later, or earlier: exact, with what is below a microsecond left away.
    public static func + (time: Timestamp, span: Duration) -> Timestamp {
        let (seconds, attoseconds) = span.components
        return Timestamp(microseconds: time.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// The wire form: six decimals and `Z`.
    public var description: String {
        var text: [UInt8] = []
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads the wire form; nil for anything else.
    public init?(parsing text: String) {
        let bytes = Array(text.utf8)
        let separators: [(Int, Character)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (26, "Z")]
        guard bytes.count == 27, separators.allSatisfy({ bytes[$0.0] == $0.1.asciiValue }) else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            bytes[range].allSatisfy { (0x30...0x39).contains($0) }
                ? Int64(String(decoding: bytes[range], as: UTF8.self)) : nil
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let fraction = number(20..<26), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        self.init(microseconds: ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + fraction)
    }

    package func write(to output: inout [UInt8]) {
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
        let (year, month, day) = Self.civil(days)
        output.append(padded: year, width: 4)
        output.append(UInt8(ascii: "-"))
        output.append(padded: month, width: 2)
        output.append(UInt8(ascii: "-"))
        output.append(padded: day, width: 2)
        output.append(UInt8(ascii: "T"))
        output.append(padded: rest / 3_600_000_000, width: 2)
        output.append(UInt8(ascii: ":"))
        output.append(padded: rest / 60_000_000 % 60, width: 2)
        output.append(UInt8(ascii: ":"))
        output.append(padded: rest / 1_000_000 % 60, width: 2)
        output.append(UInt8(ascii: "."))
        output.append(padded: rest % 1_000_000, width: 6)
        output.append(UInt8(ascii: "Z"))
    }

    /// The date of a day number, in a calendar whose years begin in March, so that leap days come last.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension [UInt8] {
    /// Appends a number with leading zeros.
    fileprivate mutating func append(padded number: Int64, width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
