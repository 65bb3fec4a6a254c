import Foundation
import Synchronization
import Testing

/// A running litellm proxy, in front of a stub of ours: an encoder of the wire format that others wrote.
struct LiteLLMPeer: Decodable, Sendable {
    let baseURL: String
    let apiKey: String
    let model: String

    /// The proxy of the suite that is running.
    @TaskLocal static var current: LiteLLMPeer?

    private enum CodingKeys: String, CodingKey {
        case baseURL = "base_url"
        case apiKey = "api_key"
        case model
    }

    /// Where `Tests/Peers/requirements.txt` is installed; nil when it is nowhere.
    static var python: String? {
        let environment = ProcessInfo.processInfo.environment["DUPLEX_PEERS_VENV"]
        let folder = environment ?? packageRoot.appending(path: ".venv").path()
        let python = folder + "/bin/python"
        let litellm = folder + "/bin/litellm"
        return [python, litellm].allSatisfy(FileManager.default.isExecutableFile) ? python : nil
    }

    /// Continuous integration must not pass because its peers are missing.
    static var isExpected: Bool { python != nil || ProcessInfo.processInfo.environment["CI"] == "true" }

    static let advice: Comment = """
        Peers are missing: python3 -m venv .venv && .venv/bin/pip install -r Tests/Peers/requirements.txt, \
        or name another environment in DUPLEX_PEERS_VENV.
        """

    /// Starts the proxy, runs `body` and stops the proxy.
    static func run<Result>(_ body: (LiteLLMPeer) async throws -> Result) async throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: try #require(python, advice))
        process.arguments = [packageRoot.appending(path: "Tests/Peers/litellm-peer").path()]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // The script stops at the end of its input, also when this process dies.
        defer { try? input.fileHandleForWriting.close() }
        let line = await firstLine(of: output.fileHandleForReading)
        try #require(!line.isEmpty, "litellm did not start; its log is in the output above")
        return try await body(JSONDecoder().decode(LiteLLMPeer.self, from: line))
    }

    private static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func firstLine(of handle: FileHandle) async -> Data {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var line = Data()
                while !line.contains(0x0A) {
                    let more = handle.availableData
                    if more.isEmpty { break }
                    line += more
                }
                continuation.resume(returning: line)
            }
        }
    }
}

/// Starts litellm once for a whole suite.
struct LiteLLMTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await LiteLLMPeer.run { peer in
            try await LiteLLMPeer.$current.withValue(peer) { try await function() }
        }
    }
}

extension Trait where Self == LiteLLMTrait {
    static var litellm: LiteLLMTrait { LiteLLMTrait() }
}
