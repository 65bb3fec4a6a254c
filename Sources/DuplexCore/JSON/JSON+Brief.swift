extension JSON {
    /// The value in few words for people: lists by their length, objects by their members.
    package var brief: String {
        switch self {
        case .string(let text): text
        case .array(let elements): "\(elements.count)"
        case .object(let object): object.members.map { "\($0.key) \($0.value.brief)" }.joined(separator: ", ")
        case .null, .bool, .int, .double: text
        }
    }
}
