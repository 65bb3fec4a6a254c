/// What somebody asked for on the command line, checked against the table.
struct Invocation: Equatable, Sendable {
    let command: Command
    var operands: [String] = []

    /// The options that were given, by name; an option without a value has an empty one.
    var values: [String: String] = [:]

    func has(_ option: String) -> Bool { values[option] != nil }

    func value(_ option: String) -> String? { values[option] }

    /// The operand at a place; nil when it was left out.
    func operand(_ place: Int) -> String? { operands.indices.contains(place) ? operands[place] : nil }

    /// A whole number that is not negative; nil when the option was not given.
    func number(_ option: String) throws(UsageError) -> Int? {
        guard let text = values[option] else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw UsageError("--\(option) takes a whole number, not \"\(text)\".")
        }
        return number
    }
}

/// What somebody typed makes no command: one line that says why and what to do.
struct UsageError: Error, Equatable, Sendable {
    let message: String

    init(_ message: String) { self.message = message }
}
