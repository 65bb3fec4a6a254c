import DuplexAgents
import DuplexCore

/// Looks something up in one of the demo's collections.
struct CareSearch: Tool {
    struct Arguments: ToolArguments {
        var query: String
        static let notes = ["query": "What it is about, in a few words."]
    }

    struct Output: Encodable, Sendable {
        var found: [Found]
    }

    struct Found: Encodable, Sendable {
        var title: String
        var source: String
        var text: String
    }

    let name: String
    let about: String
    let traits: ToolTraits
    private let index: CareIndex

    /// How long the collection takes to answer, so that people can see two of them at work.
    private let pace: Duration

    init(name: String, about: String, feedback: String, documents: [CareDocument], pace: Duration) throws(CareIndexError) {
        self.name = name
        self.about = about
        traits = ToolTraits(feedback: feedback)
        index = try CareIndex(documents)
        self.pace = pace
    }

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Output {
        try await call.pause(pace)
        let found = try await index.search(arguments.query, limit: 3)
        guard !found.isEmpty else { throw ToolError("not_found", "Nothing here is about that.") }
        return Output(found: found.map { Found(title: $0.title, source: $0.source, text: $0.text) })
    }
}
