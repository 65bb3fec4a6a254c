/// One thing that the doctor looked at.
struct Check: Equatable, Sendable {
    enum State: String, Sendable {
        case fine = "ok"

        /// Worth knowing; the server runs all the same.
        case note
        case missing
    }

    let name: String
    let state: State

    /// What was found.
    let finding: String

    /// What to do about it.
    var remedy: String?

    /// The check as lines for a person.
    func lines(nameWidth: Int) -> [String] {
        let head = "\(state.rawValue.padding(toColumns: 8)) \(name.padding(toColumns: nameWidth))  \(finding)"
        let margin = String(repeating: " ", count: 9 + nameWidth + 2)
        return [head] + (remedy.map { [margin + $0] } ?? [])
    }
}
