import Foundation
import Testing

/// Clients that others have written, unmodified, against this server.
@Suite struct PeerClientTests {
    @Test(.enabled(if: Peers.areExpected, Peers.advice), .timeLimit(.minutes(3)))
    func `Parlant's official client works unmodified`() async throws {
        try await withServer { server in
            let checks = try Peers.run("parlant_client_peer.py", "http://127.0.0.1:\(server.port)")
            #expect(checks > 60)
        }
    }

    @Test(.enabled(if: Peers.areExpected, Peers.advice), .timeLimit(.minutes(1)))
    func `I17 I19 I22 a WebSocket client from PyPI is served by the travel routes`() async throws {
        try await withServer { server in
            let checks = try Peers.run("travel_socket_peer.py", "ws://127.0.0.1:\(server.port)")
            #expect(checks == 8)
        }
    }

    @Test(.enabled(if: Peers.areExpected, Peers.advice), .timeLimit(.minutes(1)))
    func `a validator from PyPI finds nothing wrong with the description of the routes`() async throws {
        try await withServer { server in
            let checks = try Peers.run("openapi_peer.py", "http://127.0.0.1:\(server.port)")
            #expect(checks > 10)
        }
    }
}

/// Programs in `Tests/Peers`.
enum Peers {
    /// Where `Tests/Peers/requirements.txt` is installed; nil when it is nowhere.
    private static var python: URL? {
        let folder = ProcessInfo.processInfo.environment["DUPLEX_PEERS_VENV"].map { URL(filePath: $0) }
            ?? packageRoot.appending(path: ".venv")
        let python = folder.appending(path: "bin/python")
        return FileManager.default.isExecutableFile(atPath: python.path()) ? python : nil
    }

    /// Continuous integration must not pass because its peers are missing.
    static var areExpected: Bool { python != nil || ProcessInfo.processInfo.environment["CI"] == "true" }

    static let advice: Comment = "Peers are missing: run Scripts/setup test, or name them in DUPLEX_PEERS_VENV."

    private static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Runs a program to its end; the number of its checks that went well.
    static func run(_ script: String, _ argument: String) throws -> Int {
        let process = Process()
        let python = try #require(Self.python, advice)
        process.executableURL = python
        process.arguments = [packageRoot.appending(path: "Tests/Peers/\(script)").path(), argument]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        return said.split(separator: "\n").filter { $0.hasPrefix("ok ") }.count
    }
}
