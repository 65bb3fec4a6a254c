import DuplexAgents
import DuplexCore
import DuplexCurl
import DuplexModels
import Foundation
import StubServer
import Synchronization
import Testing

/// Runs a stub server and a client for as long as `body` runs.
func withStub<Result>(
    _ script: @escaping StubServer.Script,
    _ body: (StubServer, CurlClient) async throws -> Result
) async throws -> Result {
    let server = try StubServer(script)
    let client = CurlClient()
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await body(server, client)) } catch { result = .failure(error) }
    server.stop()
    await client.close()
    return try result.get()
}

/// Runs a stub server and asks it as a model.
func withModel<Result>(
    apiKey: String? = "key-of-the-test",
    clock: any Clock<Duration> = PatientClock(),
    limits: OpenAIModel.Limits = OpenAIModel.Limits(),
    _ script: @escaping StubServer.Script,
    _ body: (OpenAIModel) async throws -> Result
) async throws -> Result {
    try await withStub(script) { server, client in
        let model = OpenAIModel(
            name: "stub-model",
            baseURL: server.baseURL + "/v1",
            apiKey: apiKey,
            client: client,
            clock: clock,
            jitter: { 0 },
            limits: limits
        )
        return try await body(model)
    }
}

extension OpenAIModel {
    /// Asks and collects what comes.
    func ask(_ request: ModelRequest = .hello) async throws -> (parts: [ModelPart], response: ModelResponse) {
        let parts = Collector<ModelPart>()
        let response = try await respond(to: request) { parts.append($0) }
        return (parts.all, response)
    }

    /// Asks for what must fail.
    func failure(_ request: ModelRequest = .hello) async throws -> (parts: [ModelPart], error: ModelError) {
        let parts = Collector<ModelPart>()
        let error = await #expect(throws: ModelError.self) {
            _ = try await respond(to: request) { parts.append($0) }
        }
        return (parts.all, try #require(error))
    }
}

extension ModelRequest {
    static let hello = ModelRequest(messages: [.user("Hello")])
}

/// A list that several threads may append to.
final class Collector<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }
    func append(_ element: Element) { elements.withLock { $0.append(element) } }
}

/// Something that happens once, for tests that wait for it.
final class Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let semaphore = DispatchSemaphore(value: 0)

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func fire() {
        continuation.yield()
        semaphore.signal()
    }

    /// Waits; for one task.
    ///
    /// On cancellation: returns at once.
    func wait() async {
        for await _ in stream { return }
    }

    /// For one thread of a stub server.
    func waitOnThread() { semaphore.wait() }
}

/// A clock on which waiting takes no time and is written down.
final class PatientClock: Clock {
    struct Instant: InstantProtocol {
        var time: Duration
        func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
        func duration(to other: Instant) -> Duration { other.time - time }
        static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
    }

    private let waits = Mutex<[Duration]>([])

    /// How long somebody waited, each time.
    var allWaits: [Duration] { waits.withLock { $0 } }
    var now: Instant { Instant(time: allWaits.reduce(.zero, +)) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let wait = now.duration(to: deadline)
        waits.withLock { $0.append(wait) }
    }
}

/// What a provider sent, as it was recorded.
struct Recording: Sendable {
    let head: String
    let body: [UInt8]

    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/providers")
        head = try String(contentsOf: folder.appending(path: name + ".headers"), encoding: .utf8)
        body = Array(try Data(contentsOf: folder.appending(path: name + ".txt")))
    }

    /// Sends the recording in pieces of `size` bytes.
    func replay(_ exchange: Exchange, piecesOf size: Int = .max) {
        exchange.send(head)
        let isChunked = head.lowercased().contains("transfer-encoding: chunked")
        var rest = body[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(size))
            guard isChunked ? exchange.chunk(piece) : exchange.send(piece) else { return }
            rest = rest.dropFirst(size)
        }
        if isChunked { exchange.endChunks() }
    }
}

// Chunks of a chat completion

func delta(content: String) -> String { chunk(["content": .string(content)]) }

func chunk(_ delta: JSON, finish: String? = nil) -> String {
    let choice: JSON = ["index": 0, "delta": delta, "finish_reason": finish.map { .string($0) } ?? .null]
    return JSON.object(["id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]]).text
}

func finishChunk(_ reason: String) -> String { chunk([:], finish: reason) }
