import Foundation
import Testing

/// The short forms of the crash tests; the scripts take the numbers of the long ones.
///
/// The checkers are other programs in another language: they share no code with the store, and a store that breaks its
/// promise on purpose shows that they would notice.
@Suite(.serialized, .enabled(if: Script.areRunnable, "python3 and cc run the crash tests"))
struct CrashTests {
    @Test func `a process that is killed loses nothing that it acknowledged`() async throws {
        let result = try await Script.run("kill-loop", "--kills", "8")
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("8 kills"))
    }

    @Test func `the kill loop notices a store that acknowledges before it commits`() async throws {
        let result = try await Script.run("kill-loop", "--kills", "12", "--fault", "publish-before-commit")
        #expect(result.status == 1, "\(result.output)")
        #expect(result.output.contains("kill-loop:") && !result.output.contains(" 0 lost"), "\(result.output)")
    }

    @Test func `a power failure loses nothing that was acknowledged`() async throws {
        let result = try await Script.run("powerloss/powerloss", "--seeds", "60")
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("60 power failures"))
    }

    @Test func `the replay notices a store that does not sync its commits`() async throws {
        let result = try await Script.run("powerloss/powerloss", "--seeds", "60", "--fault", "synchronous-normal")
        #expect(result.status == 1, "\(result.output)")
        #expect(result.output.contains("powerloss:") && !result.output.contains(" 0 lost"), "\(result.output)")
    }

    @Test(arguments: [("duplex.db-wal", "20"), ("duplex.db", "4")])
    func `after a failed sync the store writes and syncs no more, and still reads`(
        _ file: String, _ number: String
    ) async throws {
        let result = try await Script.run("powerloss/powerloss", "--fail-file", file, "--fail-sync", number)
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("8 of 8 sessions refused, 0 syncs afterwards"), "\(result.output)")
    }

    @Test(arguments: [("duplex.db-wal", "3"), ("duplex.db", "2")])
    func `a sync that fails while the store is opened is said in one line`(
        _ file: String, _ number: String
    ) async throws {
        let result = try await Script.run("powerloss/powerloss", "--fail-file", file, "--fail-sync", number)
        #expect(result.status == 1)
        #expect(result.output.contains("duplex.db: disk I/O error"), "\(result.output)")
    }
}

/// A program of `Scripts/` that drives the crash writer.
enum Script {
    static let areRunnable = ["python3", "cc"].allSatisfy { name in
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// Runs a script to its end and answers its status and all that it said.
    static func run(_ name: String, _ arguments: String...) async throws -> (status: Int32, output: String) {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let writer = tests.deletingLastPathComponent().appending(path: "DuplexCrashWriter").path
        let output = NSTemporaryDirectory() + "duplex-script-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: output))
        defer { try? FileManager.default.removeItem(atPath: output) }  // A leftover in /tmp fails no test.

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", root.appending(path: "Scripts/\(name)").path, writer] + arguments
        let file = try #require(FileHandle(forWritingAtPath: output))
        process.standardOutput = file
        process.standardError = file
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
            }
        }
        return (status, try String(contentsOfFile: output, encoding: .utf8))
    }
}
