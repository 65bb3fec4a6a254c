public import DuplexCore

/// When a ``ScriptedModel`` says what.
public struct ScriptedRule: Sendable {
    let patterns: [ScriptedPattern]
    let after: ScriptedPattern?
    let offered: [String]
    let replies: [ScriptedReply]

    init(patterns: [ScriptedPattern], after: ScriptedPattern?, offered: [String], replies: [ScriptedReply]) {
        precondition(!replies.isEmpty, "a rule needs a reply")
        self.patterns = patterns
        self.after = after
        self.offered = offered
        self.replies = replies
    }

    /// What is said to a person whose words fit one of the patterns.
    ///
    /// A pattern is a row of words that must occur in that order, in any case, side by side:
    ///
    /// | pattern | fits |
    /// |---|---|
    /// | `balance` | the word |
    /// | `clos*` | a word that begins so |
    /// | `close\|end` | either word |
    /// | `my?` | the word, or nothing |
    /// | `*` | any number of words |
    /// | `{contract}` | any one word, which replies can name |
    /// | `{days#}` | a word of digits |
    /// | `{pass=JP-*\|day}` | a word that fits one of these |
    /// | `{wish*}` | all words up to the end |
    ///
    /// `after` must fit what the agent said last, and the request must offer all tools in `offered`.
    public static func when(
        _ patterns: String..., after: String? = nil, offered: [String] = [], then replies: ScriptedReply...
    ) -> ScriptedRule {
        ScriptedRule(
            patterns: patterns.map(ScriptedPattern.init), after: after.map(ScriptedPattern.init), offered: offered,
            replies: replies)
    }

    /// What is said when no rule before this one fits.
    public static func otherwise(_ replies: ScriptedReply...) -> ScriptedRule {
        ScriptedRule(patterns: [], after: nil, offered: [], replies: replies)
    }

    /// The captured words; nil when the rule does not fit.
    func match(_ scene: ScriptedScene) -> [String: String]? {
        guard scene.offered.isSuperset(of: offered) else { return nil }
        var captures: [String: String] = [:]
        if let after {
            guard let found = after.match(scene.lastAnswer) else { return nil }
            captures = found
        }
        guard !patterns.isEmpty else { return captures }
        for pattern in patterns {
            if let found = pattern.match(scene.lastInput) { return captures.merging(found) { $1 } }
        }
        return nil
    }
}

/// One thing that a ``ScriptedModel`` says.
///
/// In texts and arguments, `{name}` is what a pattern captured, `{tool.member}` a member of that tool's latest result,
/// and `{each tool.list|text}` the text once for each element, whose members are named directly and which is `{it}`
/// itself. An argument that is nothing but `{tool.member}` keeps the value's type, `{#name}` is a whole number, and an
/// argument that is nothing but an unknown name is left out.
public struct ScriptedReply: Sendable {
    var text = ""
    var calls: [(name: String, arguments: JSON)] = []
    var duration: Duration?
    var errors: [String: String] = [:]
    var finish: ModelFinish?
    var error: ModelError?

    /// Says a text, word by word.
    ///
    /// `taking` is how long that takes in all. When a call of the step before went wrong, `onError` has the text for
    /// its code, or for `*`; without one the tool's own sentence is said. There `{error}` is that sentence.
    public static func say(
        _ text: String, taking duration: Duration? = nil, onError: [String: String] = [:], finish: ModelFinish? = nil
    ) -> ScriptedReply {
        ScriptedReply(text: text, duration: duration, errors: onError, finish: finish)
    }

    /// Asks for a tool call, after a time and some words if given.
    ///
    /// When there are words, and a call of the step before went wrong, that is said instead and nothing is called.
    public static func call(
        _ tool: String, _ arguments: JSON = [:], saying text: String = "", taking duration: Duration? = nil
    ) -> ScriptedReply {
        ScriptedReply(text: text, calls: [(tool, arguments)], duration: duration)
    }

    /// Asks for several tool calls at once.
    public static func calls(_ calls: (String, JSON)..., saying text: String = "") -> ScriptedReply {
        ScriptedReply(text: text, calls: calls.map { (name: $0.0, arguments: $0.1) })
    }

    /// Fails, after a time and some words if given.
    public static func fail(
        _ error: ModelError, saying text: String = "", taking duration: Duration? = nil
    ) -> ScriptedReply {
        ScriptedReply(text: text, duration: duration, error: error)
    }

    /// What is said instead when a call went wrong.
    func text(for problem: ScriptedScene.Problem) -> String {
        guard !text.isEmpty, error == nil else { return text }
        return errors[problem.code] ?? errors["*"] ?? "That did not work: {error}"
    }
}
