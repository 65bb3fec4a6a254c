public import DuplexCore

/// Why a script cannot be read.
public struct ScriptError: Error, Equatable, Sendable {
    /// What is wrong, and where, as in `rules[2].then[0]: expected say, call, calls or fail`.
    public let message: String

    package init(message: String) { self.message = message }
}

extension ScriptedModel {
    /// Reads a script.
    ///
    /// ```json
    /// {"name": "scripted", "pace_ms": 30, "rules": [
    ///   {"when": ["balance"], "then": [{"call": "get_balance"}, {"say": "You have {get_balance.balance} euros."}]},
    ///   {"when": ["close contract {c}"], "after": "shall I", "offered": ["close_contract"],
    ///    "then": [{"call": "close_contract", "arguments": {"contract": "{c}"}, "say": "One moment."},
    ///             {"say": "Done.", "on_error": {"not_found": "There is no such contract.", "*": "Sorry: {error}"}}]},
    ///   {"when": ["both"], "then": [{"calls": [{"call": "a"}, {"call": "b"}]}, {"fail": "model.overloaded"}]},
    ///   {"then": [{"say": "I am a scripted demo."}]}
    /// ]}
    /// ```
    ///
    /// A rule without `when` fits everything.
    ///
    /// - Throws: ``ScriptError`` with the place of the first fault.
    public init(clock: any Clock<Duration>, script: JSON) throws(ScriptError) {
        let root = try ScriptReader(script, "", ["name", "pace_ms", "rules"])
        var rules: [ScriptedRule] = []
        for (index, rule) in try root.list("rules").enumerated() {
            rules.append(try ScriptedRule(ScriptReader(rule, "rules[\(index)]", ["when", "after", "offered", "then"])))
        }
        self.init(
            name: try root.text("name") ?? "scripted", clock: clock, pace: try root.duration("pace_ms") ?? .zero,
            rules: rules)
    }
}

extension ScriptedRule {
    fileprivate init(_ reader: ScriptReader) throws(ScriptError) {
        var replies: [ScriptedReply] = []
        for (index, reply) in try reader.list("then").enumerated() {
            replies.append(try ScriptedReply(reply, "\(reader.path).then[\(index)]"))
        }
        guard !replies.isEmpty else { throw reader.fault("then", "expected at least one reply") }
        self.init(
            patterns: try reader.texts("when").map(ScriptedPattern.init),
            after: try reader.text("after").map(ScriptedPattern.init), offered: try reader.texts("offered"),
            replies: replies)
    }
}

extension ScriptedReply {
    fileprivate init(_ json: JSON, _ path: String) throws(ScriptError) {
        let reader = try ScriptReader(
            json, path, ["say", "call", "arguments", "calls", "fail", "message", "taking_ms", "on_error"])
        self.init(text: try reader.text("say") ?? "", duration: try reader.duration("taking_ms"))
        for (code, text) in try reader.object("on_error").members {
            guard let text = text.string else { throw reader.fault("on_error.\(code)", "expected text") }
            errors[code] = text
        }
        if let tool = try reader.text("call") { calls = [(tool, .object(try reader.object("arguments")))] }
        for (index, call) in try reader.list("calls").enumerated() {
            let call = try ScriptReader(call, "\(path).calls[\(index)]", ["call", "arguments"])
            guard let tool = try call.text("call") else { throw call.fault("call", "is missing") }
            calls.append((tool, .object(try call.object("arguments"))))
        }
        if let code = try reader.text("fail") {
            guard let code = ModelError.Code(rawValue: code) else {
                throw reader.fault("fail", "expected a model's error")
            }
            error = ModelError(code, try reader.text("message") ?? "The script fails here.")
        }
        guard !text.isEmpty || !calls.isEmpty || error != nil else {
            throw ScriptError(message: "\(path): expected say, call, calls or fail")
        }
    }
}

/// Reads the members of one object of a script.
private struct ScriptReader {
    let path: String
    private let members: JSONObject

    init(_ json: JSON, _ path: String, _ known: Set<String>) throws(ScriptError) {
        guard let object = json.object else {
            throw ScriptError(message: path.isEmpty ? "expected an object" : "\(path): expected an object")
        }
        self.path = path
        members = object
        for (name, _) in object.members where !known.contains(name) { throw fault(name, "there is no such member") }
    }

    func fault(_ name: String, _ problem: String) -> ScriptError {
        ScriptError(message: path.isEmpty ? "\(name): \(problem)" : "\(path).\(name): \(problem)")
    }

    func text(_ name: String) throws(ScriptError) -> String? {
        try read(name, "text", \.string)
    }

    func duration(_ name: String) throws(ScriptError) -> Duration? {
        try read(name, "milliseconds", \.int).map { .milliseconds($0) }
    }

    func list(_ name: String) throws(ScriptError) -> [JSON] { try read(name, "a list", \.array) ?? [] }
    func object(_ name: String) throws(ScriptError) -> JSONObject { try read(name, "an object", \.object) ?? [:] }

    func texts(_ name: String) throws(ScriptError) -> [String] {
        let list = try list(name)
        let texts = list.compactMap(\.string)
        guard texts.count == list.count else { throw fault(name, "expected a list of texts") }
        return texts
    }

    private func read<Value>(
        _ name: String, _ expected: String, _ value: (JSON) -> Value?
    ) throws(ScriptError) -> Value? {
        guard let json = members[name] else { return nil }
        guard let value = value(json) else { throw fault(name, "expected \(expected)") }
        return value
    }
}
