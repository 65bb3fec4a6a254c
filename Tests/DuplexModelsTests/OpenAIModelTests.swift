import DuplexAgents
import DuplexCore
import DuplexCurl
import DuplexModels
import Foundation
import StubServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct OpenAIModelTests {
    // What others recorded

    @Test(arguments: [Int.max, 7, 1])
    func `a recorded text stream is its words, whatever the pieces it comes in`(size: Int) async throws {
        let recording = try Recording("litellm-chat-stream")
        try await withModel {
            recording.replay($0, piecesOf: size)
        } _: { model in
            let (parts, response) = try await model.ask()
            #expect(parts.first == .text("Hel"))
            #expect(parts.count == 16)
            let text = "Hello from a mocked model, streamed in pieces."
            let usage = ModelUsage(inputTokenCount: 8, outputTokenCount: 10)
            #expect(response == ModelResponse(text: text, usage: usage))
        }
    }

    @Test(arguments: [Int.max, 1])
    func `a recorded tool call is put together from its fragments`(size: Int) async throws {
        let recording = try Recording("litellm-viastub-chat-tool-stream")
        try await withModel {
            recording.replay($0, piecesOf: size)
        } _: { model in
            let (parts, response) = try await model.ask()
            #expect(parts == [.callStarted(name: "get_weather")])
            let call = ModelToolCall(id: "call_1", name: "get_weather", arguments: #"{"city":"Berlin"}"#)
            #expect(response == ModelResponse(text: "", calls: [call], finish: .toolCalls))
        }
    }

    @Test func `a provider that does not stream is understood`() async throws {
        let recording = try Recording("litellm-chat-nostream")
        try await withModel {
            recording.replay($0)
        } _: { model in
            let (parts, response) = try await model.ask()
            let text = "Hello from a mocked model, streamed in pieces."
            #expect(parts == [.text(text)])
            let usage = ModelUsage(inputTokenCount: 10, outputTokenCount: 20)
            #expect(response == ModelResponse(text: text, usage: usage))
        }
    }

    @Test func `calls that end with stop are calls all the same`() async throws {
        let recording = try Recording("litellm-toolcall-nostream")
        try await withModel {
            recording.replay($0)
        } _: { model in
            let (parts, response) = try await model.ask()
            #expect(parts == [.text("This is a mock request"), .callStarted(name: "get_weather")])
            #expect(response.finish == .toolCalls)
            let call = ModelToolCall(id: "call_abc123", name: "get_weather", arguments: #"{"city": "Berlin"}"#)
            #expect(response.calls == [call])
        }
    }

    @Test(arguments: ["litellm-mockinbody-stream", "litellm-toolcall-stream"])
    func `other recorded streams are read to their end`(name: String) async throws {
        let recording = try Recording(name)
        try await withModel {
            recording.replay($0)
        } _: { model in
            let (parts, response) = try await model.ask()
            #expect(!parts.isEmpty)
            #expect(response.finish == .stop)
        }
    }

    @Test(arguments: [
        ("litellm-badmodel", "/chat/completions: Invalid model name passed in model=nope."),
        ("litellm-badjson", "Invalid JSON payload: unexpected end of data"),
    ])
    func `a recorded refusal says why, in words for a person`(name: String, reason: String) async throws {
        let recording = try Recording(name)
        try await withModel {
            recording.replay($0)
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(error.status == 400)
            #expect(error.message.hasPrefix("The provider refused the request: \(reason)"))
        }
    }

    @Test(arguments: [("litellm-ratelimit-stream", 429), ("litellm-responses-stream", 500)])
    func `a recorded overload is tried three times`(name: String, status: Int) async throws {
        let recording = try Recording(name)
        let clock = PatientClock()
        let tryCount = Mutex(0)
        try await withModel(clock: clock) { exchange in
            tryCount.withLock { $0 += 1 }
            recording.replay(exchange)
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .overloaded)
            #expect(error.status == status)
            #expect(tryCount.withLock { $0 } == 3)
            #expect(clock.allWaits == [.milliseconds(500), .seconds(1)])
        }
    }

    // What is sent

    @Test func `the request has the conversation, the tools, the key and asks for a stream with usage`() async throws {
        let requests = Collector<StubRequest>()
        let request = ModelRequest(
            messages: [
                .system("Be short."), .user("Weather?"),
                .assistant("", calls: [ModelToolCall(id: "call_1", name: "weather", arguments: "")]),
                .tool(call: "call_1", text: "sunny"),
            ],
            tools: [ModelTool(name: "weather", about: "Tells it.", parameters: ["type": "object"])],
            temperature: 0.3
        )
        try await withModel { exchange in
            requests.append(exchange.request)
            exchange.say("Hi")
        } _: { model in
            _ = try await model.ask(request)
        }
        let sent = try #require(requests.all.first)
        #expect(sent.method == "POST")
        #expect(sent.path == "/v1/chat/completions")
        #expect(sent.headers["authorization"] == "Bearer key-of-the-test")
        #expect(sent.headers["content-type"] == "application/json")
        #expect(sent.headers["expect"] == nil)
        let expected: JSON = [
            "model": "stub-model",
            "messages": [
                ["role": "system", "content": "Be short."],
                ["role": "user", "content": "Weather?"],
                [
                    "role": "assistant", "content": nil,
                    "tool_calls": [
                        ["id": "call_1", "type": "function", "function": ["name": "weather", "arguments": "{}"]]
                    ],
                ],
                ["role": "tool", "tool_call_id": "call_1", "content": "sunny"],
            ],
            "stream": true,
            "stream_options": ["include_usage": true],
            "tools": [
                [
                    "type": "function",
                    "function": ["name": "weather", "description": "Tells it.", "parameters": ["type": "object"]],
                ]
            ],
            "temperature": 0.3,
        ]
        #expect(try JSON(parsing: sent.body) == expected)
    }

    @Test(arguments: [nil, ""])
    func `without a key there is no authorization`(key: String?) async throws {
        let requests = Collector<StubRequest>()
        try await withModel(apiKey: key) { exchange in
            requests.append(exchange.request)
            exchange.say("Hi")
        } _: { model in
            _ = try await model.ask()
        }
        #expect(requests.all.first?.headers["authorization"] == nil)
    }

    @Test func `steps that follow each other share a connection`() async throws {
        let numbers = Collector<Int>()
        try await withModel { exchange in
            numbers.append(exchange.connectionNumber)
            exchange.say("Hi")
        } _: { model in
            for _ in 1...5 { _ = try await model.ask() }
        }
        #expect(numbers.all == [1, 1, 1, 1, 1])
    }

    // Cancelling and holding back

    @Test func `cancelling in the middle of an answer closes the connection`() async throws {
        let begun = Signal()
        let closed = Signal()
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hel"))
            exchange.waitForClose()
            closed.fire()
        } _: { model in
            let parts = Collector<ModelPart>()
            await withThrowingTaskGroup(of: ModelResponse.self) { group in
                group.addTask {
                    try await model.respond(to: .hello) { part in
                        parts.append(part)
                        begun.fire()
                    }
                }
                await begun.wait()
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            await closed.wait()
            #expect(parts.all == [.text("Hel")])
        }
    }

    @Test func `cancelling before the first byte closes the connection`() async throws {
        let asked = Signal()
        let closed = Signal()
        try await withModel { exchange in
            asked.fire()
            exchange.waitForClose()
            closed.fire()
        } _: { model in
            await withThrowingTaskGroup(of: ModelResponse.self) { group in
                group.addTask { try await model.ask().response }
                await asked.wait()
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            await closed.wait()
        }
    }

    @Test func `cancelling closes the connection even while a part is being handled`() async throws {
        let begun = Signal()
        let closed = Signal()
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hel"))
            exchange.waitForClose()
            closed.fire()
        } _: { model in
            await withThrowingTaskGroup(of: ModelResponse.self) { group in
                group.addTask {
                    try await model.respond(to: .hello) { _ in
                        begun.fire()
                        // Deaf to cancellation until the server has seen the end.
                        await withCheckedContinuation { continuation in
                            Thread.detachNewThread {
                                closed.waitOnThread()
                                continuation.resume()
                            }
                        }
                    }
                }
                await begun.wait()
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }

    @Test func `what the consumer throws ends the answer and reaches the caller`() async throws {
        struct Enough: Error {}
        let closed = Signal()
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hel"))
            exchange.waitForClose()
            closed.fire()
        } _: { model in
            await #expect(throws: Enough.self) {
                _ = try await model.respond(to: .hello) { _ in throw Enough() }
            }
            await closed.wait()
        }
    }

    @Test func `two hundred answers stream at the same time`() async throws {
        let count = 200
        let present = Mutex(0)
        let allPresent = Signal()
        let go = DispatchSemaphore(value: 0)
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "0 "))
            if present.withLock({
                $0 += 1; return $0
            }) == count {
                allPresent.fire()
            }
            go.wait()
            go.signal()
            for number in 1..<50 { exchange.event(delta(content: "\(number) ")) }
            exchange.chunk("data: \(finishChunk("stop"))\n\ndata: [DONE]\n\n")
            exchange.endChunks()
        } _: { model in
            let expected = (0..<50).map { "\($0) " }.joined()
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<count { group.addTask { try await model.ask().response.text } }
                await allPresent.wait()
                go.signal()
                for try await text in group { #expect(text == expected) }
            }
        }
    }

    // Secrets

    @Test func `the key is in no description, dump or error`() async throws {
        let key = "secret-key-1234"
        try await withModel(apiKey: key) { exchange in
            exchange.reply(400, body: #"{"error":{"message":"bad header Bearer secret-key-1234 and sk-abc123"}}"#)
        } _: { model in
            var dumped = ""
            dump(model, to: &dumped)
            let error = try await model.failure().error
            #expect(error.message == "The provider refused the request: bad header Bearer … and …, HTTP 400.")
            for text in ["\(model)", String(reflecting: model), dumped, "\(error)"] { #expect(!text.contains(key)) }
        }
    }

    @Test func `a key that would smuggle a header is refused without being shown`() async throws {
        try await withModel(apiKey: "secret\r\nX-Other: 1") {
            $0.say("Hi")
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(!error.message.contains("secret"))
        }
    }
}
