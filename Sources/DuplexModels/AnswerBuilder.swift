import DuplexAgents
import DuplexCore

/// Joins the chunks of a chat completion.
///
/// Fields that it does not know are ignored. The object of a provider that does not stream is one chunk, with `message` for `delta`.
struct AnswerBuilder {
    private var text = ""
    private var isRefusal = false
    private var assembler = CallAssembler()
    private var finish: String?
    private var usage: ModelUsage?
    private var answerID = "answer"

    /// Whether the provider has said why the model stopped.
    var hasFinish: Bool { finish != nil }

    /// The bytes of text and arguments so far.
    var byteCount: Int { text.utf8.count + assembler.byteCount }

    /// Takes one chunk and adds what it brings to `parts`.
    mutating func take(_ chunk: JSON, into parts: inout [ModelPart]) throws(ModelError) {
        guard case .object = chunk else {
            throw ModelError(.brokenStream, "The provider sent something that is not an answer.")
        }
        if let id = chunk["id"]?.string, !id.isEmpty { answerID = id }
        if let usage = Self.usage(chunk["usage"]) { self.usage = usage }
        // There is no choice in OpenAI's last chunk, which has the usage, and in Azure's first.
        guard let choice = chunk["choices"]?.array?.first(where: { ($0["index"]?.int ?? 0) == 0 }) else { return }
        if let delta = choice["delta"] ?? choice["message"] { try takeDelta(delta, into: &parts) }
        if let finish = choice["finish_reason"]?.string { self.finish = finish }
    }

    /// The whole answer.
    func response() throws(ModelError) -> ModelResponse {
        let calls = try assembler.calls(answerID: answerID)
        return ModelResponse(text: text, calls: calls, finish: finishOf(calls), usage: usage)
    }

    private mutating func takeDelta(_ delta: JSON, into parts: inout [ModelPart]) throws(ModelError) {
        take(Self.text(of: delta["content"]), into: &parts)
        if let refusal = delta["refusal"]?.string, !refusal.isEmpty {
            isRefusal = true
            take(refusal, into: &parts)
        }
        for fragment in delta["tool_calls"]?.array ?? [] {
            if let name = try assembler.take(fragment) { parts.append(.callStarted(name: name)) }
        }
    }

    private mutating func take(_ words: String, into parts: inout [ModelPart]) {
        guard !words.isEmpty else { return }
        text += words
        parts.append(.text(words))
    }

    /// Some providers end an answer that asks for calls with "stop", so the calls themselves decide.
    ///
    /// An answer that was cut stays a cut one: its last call may lack half of its arguments.
    private func finishOf(_ calls: [ModelToolCall]) -> ModelFinish {
        switch finish {
        case "length": .length
        case "content_filter": isRefusal ? .refusal : .filter
        default: isRefusal ? .refusal : calls.isEmpty ? .stop : .toolCalls
        }
    }

    /// Words are a string; a few providers send a list of typed pieces, among which are thoughts.
    private static func text(of content: JSON?) -> String {
        switch content {
        case .string(let text): text
        case .array(let pieces):
            pieces.filter { $0["type"]?.string == "text" }.compactMap { $0["text"]?.string }.joined()
        default: ""
        }
    }

    private static func usage(_ usage: JSON?) -> ModelUsage? {
        guard let input = usage?["prompt_tokens"]?.int else { return nil }
        return ModelUsage(inputTokenCount: input, outputTokenCount: usage?["completion_tokens"]?.int ?? 0)
    }
}
