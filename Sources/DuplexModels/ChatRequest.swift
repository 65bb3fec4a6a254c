import DuplexAgents
import DuplexCore

/// The body of a chat completion request.
enum ChatRequest {
    /// The request as OpenAI and those who speak its language expect it.
    static func body(_ request: ModelRequest, model: String) -> JSON {
        var body: JSONObject = [
            "model": .string(model),
            "messages": .array(request.messages.map(message)),
            "stream": true,
            "stream_options": ["include_usage": true],
        ]
        if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(tool)) }
        if let temperature = request.temperature { body["temperature"] = .double(temperature) }
        return .object(body)
    }

    private static func message(_ message: ModelMessage) -> JSON {
        switch message {
        case .system(let text): ["role": "system", "content": .string(text)]
        case .user(let text): ["role": "user", "content": .string(text)]
        case .assistant(let text, let calls) where calls.isEmpty: ["role": "assistant", "content": .string(text)]
        case .assistant(let text, let calls):
            [
                "role": "assistant",
                "content": text.isEmpty ? .null : .string(text),
                "tool_calls": .array(calls.map(call)),
            ]
        case .tool(let call, let text):
            ["role": "tool", "tool_call_id": .string(call), "content": .string(text)]
        }
    }

    private static func call(_ call: ModelToolCall) -> JSON {
        [
            "id": .string(call.id),
            "type": "function",
            "function": [
                "name": .string(call.name),
                // Servers that parse the arguments of earlier calls fail on the nothing that a call without
                // parameters may have.
                "arguments": .string(call.arguments.isEmpty ? "{}" : call.arguments),
            ],
        ]
    }

    private static func tool(_ tool: ModelTool) -> JSON {
        [
            "type": "function",
            "function": [
                "name": .string(tool.name),
                "description": .string(tool.about),
                "parameters": tool.parameters,
            ],
        ]
    }
}
