import DuplexAgents
import DuplexCore

/// Puts tool calls together from the fragments that a stream brings.
///
/// OpenAI names a fragment's call by `index` and sends id and name once. Others repeat id and name, send them late,
/// leave the index out, or give each of several calls the index 0.
struct CallAssembler {
    /// How many calls one answer may ask for.
    static let callCountMax = 128

    private var drafts: [Draft] = []

    private struct Draft {
        let index: Int?
        var id = ""
        var name = ""
        var arguments = ""
    }

    /// How many bytes of arguments have come.
    private(set) var byteCount = 0

    /// Takes one fragment.
    ///
    /// - Returns: the name of a call that has become known by it.
    mutating func take(_ fragment: JSON) throws(ModelError) -> String? {
        let id = fragment["id"]?.string ?? ""
        let name = fragment["function"]?["name"]?.string ?? ""
        let place = try place(index: fragment["index"]?.int, id: id, name: name)
        if drafts[place].id.isEmpty { drafts[place].id = id }
        let arguments = Self.text(of: fragment["function"]?["arguments"])
        drafts[place].arguments += arguments
        byteCount += arguments.utf8.count
        guard drafts[place].name.isEmpty, !name.isEmpty else { return nil }
        drafts[place].name = name
        return name
    }

    /// The calls, in the order in which the model began them.
    ///
    /// Ids that the provider has left out are made from the answer's id.
    func calls(answerID: String) throws(ModelError) -> [ModelToolCall] {
        var calls: [ModelToolCall] = []
        for (place, draft) in drafts.enumerated() {
            guard !draft.name.isEmpty else {
                throw ModelError(.brokenStream, "The model asked for a tool call without a name.")
            }
            let id = draft.id.isEmpty ? "\(answerID)-call-\(place)" : draft.id
            calls.append(ModelToolCall(id: id, name: draft.name, arguments: draft.arguments))
        }
        return calls
    }

    private mutating func place(index: Int?, id: String, name: String) throws(ModelError) -> Int {
        if let place = drafts.lastIndex(where: { Self.does($0, goOnWith: index, id: id, name: name) }) { return place }
        guard drafts.count < Self.callCountMax else {
            throw ModelError(.brokenStream, "The model asked for more than \(Self.callCountMax) tool calls at once.")
        }
        drafts.append(Draft(index: index))
        return drafts.count - 1
    }

    private static func does(_ draft: Draft, goOnWith index: Int?, id: String, name: String) -> Bool {
        let isSameID = id.isEmpty || draft.id.isEmpty || id == draft.id
        if index != nil {
            // Another id alone proves nothing: some servers make up a new one for each fragment.
            return draft.index == index && (isSameID || name.isEmpty)
        }
        // Without an index, a name begins a call unless an id says otherwise.
        return id.isEmpty ? name.isEmpty : id == draft.id
    }

    /// The arguments are text; a few servers send the object itself.
    private static func text(of arguments: JSON?) -> String {
        switch arguments {
        case nil, .null: ""
        case .string(let text): text
        case .some(let value): value.text
        }
    }
}
