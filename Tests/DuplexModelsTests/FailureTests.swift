import DuplexAgents
import DuplexCore
import DuplexCurl
import DuplexModels
import StubServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FailureTests {
    // Before the answer

    @Test(arguments: [400, 402, 404, 413, 422])
    func `a refused request is not sent again`(status: Int) async throws {
        let tryCount = Mutex(0)
        try await withModel { exchange in
            tryCount.withLock { $0 += 1 }
            exchange.reply(status, body: #"{"error":{"message":"The model does not exist.\nMore."}}"#)
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(error.status == status)
            let text = "The provider refused the request: The model does not exist., HTTP \(status)."
            #expect(error.message == text)
            #expect(tryCount.withLock { $0 } == 1)
        }
    }

    @Test(arguments: [401, 403])
    func `a refused key is never quoted, though providers do`(status: Int) async throws {
        try await withModel { exchange in
            exchange.reply(status, body: #"{"error":{"message":"Incorrect API key provided: key-of-the-test"}}"#)
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(error.message == "The provider refused the API key: HTTP \(status).")
        }
    }

    @Test(arguments: [
        #"{"error":"model 'x' not found"}"#, #"{"message":"model 'x' not found"}"#,
        #"{"detail":"model 'x' not found"}"#, #"[{"error":{"code":404,"message":"model 'x' not found"}}]"#,
    ])
    func `each shape of an error body is understood`(body: String) async throws {
        try await withModel {
            $0.reply(404, body: body)
        } _: { model in
            let error = try await model.failure().error
            #expect(error.message == "The provider refused the request: model 'x' not found, HTTP 404.")
        }
    }

    @Test func `an error body that is a page is not shown`() async throws {
        try await withModel {
            $0.reply(404, ["Content-Type: text/html"], body: "<html>")
        } _: { model in
            let error = try await model.failure().error
            #expect(error.message == "The provider refused the request: it does not say why, HTTP 404.")
        }
    }

    @Test func `a redirect is not followed`() async throws {
        try await withModel {
            $0.reply(307, ["Location: http://127.0.0.1:1/"], body: "")
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(error.status == 307)
        }
    }

    @Test(arguments: [408, 409, 429, 500, 502, 503, 529])
    func `an overloaded provider is asked again and then answers`(status: Int) async throws {
        let clock = PatientClock()
        let tryCount = Mutex(0)
        try await withModel(clock: clock) { exchange in
            if tryCount.withLock({
                $0 += 1; return $0
            }) == 1 {
                exchange.reply(status, body: "{}")
            }
            exchange.say("Hi")
        } _: { model in
            let response = try await model.ask().response
            #expect(response.text == "Hi")
            #expect(clock.allWaits == [.milliseconds(500)])
        }
    }

    @Test(arguments: [
        (["Retry-After: 7"], Duration.seconds(7)),
        (["Retry-After: 0.25"], .milliseconds(250)),
        (["Retry-After-Ms: 1500", "Retry-After: 9"], .milliseconds(1500)),
        (["Date: Sat, 21 Nov 2026 01:00:00 GMT", "Retry-After: Sat, 21 Nov 2026 01:00:12 GMT"], .seconds(12)),
        (["Date: Sat, 21 Nov 2026 01:00:00 GMT", "Retry-After: Sat, 21 Nov 2026 00:00:00 GMT"], .zero),
        (["Retry-After: soon"], .milliseconds(500)),
        (["Retry-After: -1"], .milliseconds(500)),
    ])
    func `the provider says how long to wait`(headers: [String], wait: Duration) async throws {
        let clock = PatientClock()
        let tryCount = Mutex(0)
        try await withModel(clock: clock) { exchange in
            if tryCount.withLock({
                $0 += 1; return $0
            }) == 1 {
                exchange.reply(429, headers, body: "{}")
            }
            exchange.say("Hi")
        } _: { model in
            _ = try await model.ask()
            #expect(clock.allWaits == [wait])
        }
    }

    @Test(arguments: ["Retry-After: 31", "Retry-After: 1e300", "Retry-After: inf", "X-Should-Retry: false"])
    func `who asks for too much patience is not asked again`(header: String) async throws {
        let clock = PatientClock()
        try await withModel(clock: clock) {
            $0.reply(429, [header], body: "{}")
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .overloaded)
            #expect(clock.allWaits == [])
        }
    }

    @Test func `an account without credit is not asked again`() async throws {
        let clock = PatientClock()
        try await withModel(clock: clock) { exchange in
            exchange.reply(429, body: #"{"error":{"code":"insufficient_quota","message":"You exceeded it."}}"#)
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(clock.allWaits == [])
        }
    }

    @Test func `cancelling ends the wait for another try`() async throws {
        let refused = Signal()
        try await withModel(clock: ContinuousClock()) { exchange in
            exchange.reply(429, ["Retry-After: 30"], body: "{}")
            refused.fire()
        } _: { model in
            await withThrowingTaskGroup(of: ModelResponse.self) { group in
                group.addTask { try await model.ask().response }
                await refused.wait()
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }

    @Test func `a connection that breaks before the first byte is tried again`() async throws {
        let clock = PatientClock()
        let tryCount = Mutex(0)
        try await withModel(clock: clock) { exchange in
            switch tryCount.withLock({
                $0 += 1; return $0
            }) {
            case 1: exchange.cut()
            case 2:
                exchange.startEvents()
                exchange.cut()
            default: exchange.say("Hi")
            }
        } _: { model in
            let response = try await model.ask().response
            #expect(response.text == "Hi")
            #expect(clock.allWaits == [.milliseconds(500), .seconds(1)])
        }
    }

    @Test func `a provider that is not there is unreachable after three tries`() async throws {
        let clock = PatientClock()
        try await withStub {
            $0.say("Hi")
        } _: { server, client in
            server.stop()
            let model = OpenAIModel(
                name: "stub-model",
                baseURL: server.baseURL,
                apiKey: nil,
                client: client,
                clock: clock,
                jitter: { 0.5 }
            )
            let error = try await model.failure().error
            #expect(error == ModelError(.unreachable, "The server could not be reached: it accepts no connection."))
            #expect(clock.allWaits == [.seconds(0.4375), .seconds(0.875)])
        }
    }

    @Test(arguments: ["ftp://127.0.0.1/v1", "nonsense", "http://user:secret@127.0.0.1/v1", ""])
    func `an address that is not one of HTTP is refused`(url: String) async throws {
        try await withStub {
            $0.say("Hi")
        } _: { _, client in
            let model = OpenAIModel(
                name: "stub-model",
                baseURL: url,
                apiKey: nil,
                client: client,
                clock: PatientClock(),
                jitter: { 0 }
            )
            let error = try await model.failure().error
            #expect(error.code == .refused || error.code == .unreachable)
            #expect(!error.message.contains("secret"))
        }
    }

    // In the answer

    @Test func `an answer that breaks off is not asked for again and keeps its words`() async throws {
        let tryCount = Mutex(0)
        try await withModel { exchange in
            tryCount.withLock { $0 += 1 }
            exchange.startEvents()
            exchange.event(delta(content: "Hel"))
            exchange.cut()
        } _: { model in
            let (parts, error) = try await model.failure()
            #expect(parts == [.text("Hel")])
            #expect(error.code == .brokenStream)
            #expect(tryCount.withLock { $0 } == 1)
        }
    }

    @Test func `an answer without a finish is broken even if the connection ends well`() async throws {
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hel"))
            exchange.endChunks()
        } _: { model in
            let (parts, error) = try await model.failure()
            #expect(parts == [.text("Hel")])
            #expect(error == ModelError(.brokenStream, "The provider's answer broke off in the middle."))
        }
    }

    @Test(arguments: [true, false])
    func `an answer with a finish is whole though its end is missing`(isCut: Bool) async throws {
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hello"))
            exchange.event(finishChunk("stop"))
            if isCut { exchange.cut() } else { exchange.endChunks() }
        } _: { model in
            let response = try await model.ask().response
            #expect(response == ModelResponse(text: "Hello"))
        }
    }

    @Test func `the end mark alone is an end`() async throws {
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hello"))
            exchange.event("[DONE]")
            exchange.endChunks()
        } _: { model in
            let response = try await model.ask().response
            #expect(response == ModelResponse(text: "Hello"))
        }
    }

    @Test func `nothing after the end mark is waited for`() async throws {
        let closed = Signal()
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hello"))
            exchange.event("[DONE]")
            // The reply never ends, so the client gives this connection up.
            exchange.waitForClose()
            closed.fire()
        } _: { model in
            let response = try await model.ask().response
            #expect(response == ModelResponse(text: "Hello"))
            await closed.wait()
        }
    }

    @Test(arguments: [
        (#"{"error":{"message":"x","type":"server_error","code":"500"}}"#, ModelError.Code.brokenStream, 500 as Int?),
        (#"{"error":{"message":"x","type":"overloaded_error"}}"#, .overloaded, nil),
        (#"{"error":{"message":"x","code":429}}"#, .overloaded, 429),
        (#"{"error":{"message":"x","code":400},"choices":[]}"#, .refused, 400),
        (#"{"error":"x"}"#, .brokenStream, nil),
    ])
    func `an error inside the stream ends it`(error: String, code: ModelError.Code, status: Int?) async throws {
        try await withModel { exchange in
            exchange.startEvents()
            exchange.chunk("data: \(delta(content: "Hel"))\n\ndata: \(error)\n\ndata: [DONE]\n\n")
            exchange.endChunks()
        } _: { model in
            let (parts, failure) = try await model.failure()
            #expect(parts == [.text("Hel")])
            #expect(failure.code == code)
            #expect(failure.status == status)
        }
    }

    @Test(arguments: [
        "not json", "17", #"{"choices":[{"delta":{"tool_calls":[{"index":0}]},"finish_reason":"stop"}]}"#,
    ])
    func `what is not an answer breaks the stream`(data: String) async throws {
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(data)
            exchange.event("[DONE]")
            exchange.endChunks()
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .brokenStream)
        }
    }

    @Test func `a page instead of an answer breaks the stream`() async throws {
        try await withModel {
            $0.reply(200, ["Content-Type: text/html"], body: "<html></html>")
        } _: { model in
            let error = try await model.failure().error
            #expect(error.code == .brokenStream)
        }
    }

    @Test func `a line without an end is cut off at a bound`() async throws {
        try await withModel { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hel"))
            exchange.flood(64 << 20) { _ in }
        } _: { model in
            let (parts, error) = try await model.failure()
            #expect(parts == [.text("Hel")])
            #expect(error == ModelError(.brokenStream, "The provider's answer is larger than it may be."))
        }
    }

    // Time

    @Test func `a provider that says nothing in time is not asked again`() async throws {
        var limits = OpenAIModel.Limits()
        limits.firstByte = .milliseconds(30)
        let tryCount = Mutex(0)
        try await withModel(limits: limits) { exchange in
            tryCount.withLock { $0 += 1 }
            exchange.startEvents()
            exchange.waitForClose()
        } _: { model in
            let error = try await model.failure().error
            #expect(error == ModelError(.timedOut, "The server sent nothing in time."))
            #expect(tryCount.withLock { $0 } == 1)
        }
    }

    @Test func `a provider that falls silent is timed out and its words are kept`() async throws {
        var limits = OpenAIModel.Limits()
        limits.gap = .milliseconds(30)
        try await withModel(limits: limits) { exchange in
            exchange.startEvents()
            exchange.event(delta(content: "Hel"))
            exchange.waitForClose()
        } _: { model in
            let (parts, error) = try await model.failure()
            #expect(parts == [.text("Hel")])
            #expect(error.code == .timedOut)
        }
    }
}
