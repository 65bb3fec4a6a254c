import Foundation
import StubServer
import Synchronization
import Testing

@testable import DuplexCLI

/// The example's configuration, served by the program, with a real HTTP server behind its tools.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ConfiguredServerTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let folder = root.appending(path: "Examples/Configuration")

    /// A copy of the example whose tools are at the given port.
    private func withExample<Result>(toolPort: UInt16, _ body: (String) throws -> Result) throws -> Result {
        let copy = FileManager.default.temporaryDirectory.appending(path: "duplex-config-\(UUID().uuidString)")
        // A leftover in the temporary directory fails no test.
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.copyItem(at: Self.folder, to: copy)
        let file = copy.appending(path: "duplex.json5")
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacing("127.0.0.1:9100", with: "127.0.0.1:\(toolPort)").replacing("127.0.0.1:8800", with: "127.0.0.1:1")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return try body(file.path)
    }

    @Test func `an agent without Swift answers over its tools, end to end`() throws {
        let requests = Mutex<[StubRequest]>([])
        let tools = try StubServer { exchange in
            requests.withLock { $0.append(exchange.request) }
            if exchange.request.path == "/balance" { return exchange.reply(200, body: #"{"euros": 12.5}"#) }
            exchange.reply(409, body: #"{"error": {"code": "no_cover", "message": "There is not enough money."}}"#)
        }
        defer { tools.stop() }
        try withExample(toolPort: tools.port) { file in
            let server = try ServerChild(file: file, environment: ["TOOL_KEY": "secret"])
            #expect(try Child.run("agents", "--url", server.url).output.hasPrefix("bank"))
            let balance = try Child.run("ask", "bank", "what is my balance?", "--url", server.url)
            #expect(balance.output == "You have 12.5 euros.\n")
            let transfer = try Child.run("ask", "bank", "send some money", "--json", "--url", server.url)
            #expect(transfer.output.contains("It was not sent: There is not enough money."))
            #expect(!transfer.output.contains("4711"), "a secret argument is in no event")
            // The agent behind another server is not there, which is said in its turn and nowhere else.
            let research = try Child.run("ask", "research", "hello", "--url", server.url)
            #expect(research.status == 1)
            #expect(research.errors.contains("cannot be reached"))
            #expect(try server.stop() == 0)
        }
        let seen = requests.withLock { $0 }
        #expect(seen.map(\.method) == ["POST", "POST"])
        #expect(seen.map(\.path) == ["/balance", "/transfer"])
        #expect(String(decoding: seen[0].body, as: UTF8.self) == #"{"account":"A-7"}"#)
        #expect(String(decoding: seen[1].body, as: UTF8.self).contains(#""pin":"4711""#))
        #expect(seen.allSatisfy { $0.headers["authorization"] == "Bearer secret" })
        #expect(Set(seen.compactMap { $0.headers["idempotency-key"] }).count == 2)
    }

    @Test func `a file with a mistake starts nothing, and the doctor says the same`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-config-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A leftover in the temporary directory fails no test.
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "duplex.json5").path
        try "{ agents: { a: { modle: 'x' } } }".write(toFile: file, atomically: true, encoding: .utf8)
        let problem = "\(file):1:18: agents.a: there is no \"modle\" here. Did you mean model?"
        let serve = try Child.run("serve", "--config", file)
        #expect(serve.status == 8)
        #expect(serve.errors == "duplex: \(problem)\n")
        let doctor = try Child.run("doctor", "--memory", "--config", file)
        #expect(doctor.status == 1)
        #expect(doctor.output.contains(problem))
        #expect(try Child.run("config", "--config", file).status == 8)
        // The file in the working folder is read without being named.
        #expect(
            try Child.run("config", folder: folder).errors
                == "duplex: duplex.json5:1:18: agents.a: there is no \"modle\" here. Did you mean model?\n"
        )
        // Who only talks to a server needs no models.
        #expect(try Child.run("ask", "a", "hi", "--config", file, "--url", "http://127.0.0.1:1").status == 6)
    }

    @Test func `the documentation shows the example, and names every key`() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/configuration.md"), encoding: .utf8)
        let example = try String(contentsOf: Self.folder.appending(path: "duplex.json5"), encoding: .utf8)
        #expect(page.contains("```json5\n\(example)```"))
        let fine = try Child.run(
            "config",
            "--config",
            Self.folder.appending(path: "duplex.json5").path,
            environment: ["TOOL_KEY": "x"]
        )
        #expect(fine.output == "The configuration is fine: models main, agents bank, research.\n")
        let keys =
            ModelKey.allCases.map(\.rawValue) + LoopKey.allCases.map(\.rawValue)
            + ParlantKey.allCases.map(\.rawValue) + ToolKey.allCases.map(\.rawValue) + LaneKey.allCases.map(\.rawValue)
            + LimitKey.allCases.map(\.rawValue) + Setting.allCases.filter(\.mayStandInFile).map(\.fileName)
        #expect(keys.filter { !page.contains("`\($0)`") } == [])
    }
}
