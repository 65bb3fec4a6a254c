import Foundation
import Testing

/// `duplex decide` and the script that scores its answers, joined as `make eval` joins them.
@Suite(.serialized) struct DecideTests {
    private static let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/arbiter_blind.jsonl").standardized

    @Test func `the score reads the decisions from its standard input`() throws {
        let decided = try Child.run("decide", input: try String(contentsOf: Self.fixture, encoding: .utf8))
        #expect(decided.status == 0)
        let score = try Self.score(decided.output)
        #expect(score.status == 0, "\(score.output)")
        #expect(score.output.hasPrefix("items     168\naccuracy  0."))

        let unanswered = try Self.score("")
        #expect(unanswered.output.hasPrefix("items     168\naccuracy  0.000\n"), "\(unanswered.output)")
    }

    private static func score(_ decisions: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = fixture.appending(path: "../../../Scripts/score.py").standardized
        process.arguments = ["python3", script.path, fixture.path, "-"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(decisions.utf8))
        try input.fileHandleForWriting.close()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
