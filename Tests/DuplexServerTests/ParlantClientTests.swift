import Foundation
import Testing

/// Parlant's own client, unmodified, against this server.
@Suite struct ParlantClientTests {
    /// Where `Tests/Peers/requirements.txt` is installed; nil when it is nowhere.
    private static var python: URL? {
        let folder = ProcessInfo.processInfo.environment["DUPLEX_PEERS_VENV"].map { URL(filePath: $0) }
            ?? packageRoot.appending(path: ".venv")
        let python = folder.appending(path: "bin/python")
        return FileManager.default.isExecutableFile(atPath: python.path()) ? python : nil
    }

    /// Continuous integration must not pass because its peers are missing.
    private static var isExpected: Bool { python != nil || ProcessInfo.processInfo.environment["CI"] == "true" }

    private static let advice: Comment = "Peers are missing: run Scripts/setup test, or name them in DUPLEX_PEERS_VENV."

    private static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test(.enabled(if: isExpected, advice), .timeLimit(.minutes(3)))
    func `the official client works unmodified`() async throws {
        let python = try #require(Self.python, Self.advice)
        let script = Self.packageRoot.appending(path: "Tests/Peers/parlant_client_peer.py")
        try await withServer { server in
            let process = Process()
            process.executableURL = python
            process.arguments = [script.path(), "http://127.0.0.1:\(server.port)"]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(said)")
            #expect(said.split(separator: "\n").filter { $0.hasPrefix("ok ") }.count > 60)
        }
    }
}
