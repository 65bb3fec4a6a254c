import Foundation
import Testing

/// The telco demo's data when the server is killed.
@Suite struct TelcoCrashTests {
    @Test func `I34 what was bought before the server was killed is there afterwards, once`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-telco-\(UUID().uuidString)")
        // A leftover in the temporary directory fails no test.
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try ServerChild("--data", folder.path)
        let login = try Child.run("ask", "telco", "my number is +12025550101", "--json", "--url", first.url)
        let session = String(try #require(login.output.firstMatch(of: /"id":"([^"]+)-\d+"/)).1)
        func say(_ texts: String..., to server: ServerChild) throws -> Child {
            try Child(["chat", "--session", session, "--url", server.url], input: texts.map { "\($0)\n" }.joined())
        }
        #expect(try say("481516", "buy JP-DAY", to: first).finish().output.contains("Shall I buy the pass JP-DAY?"))
        let buying = try say("yes", to: first)
        let events = try Child(["tail", session, "--json", "--url", first.url])
        // The last step comes after the purchase, and before the call's end.
        var line = try events.line()
        while !line.isEmpty, !(line.contains("tool.progress") && line.contains("\"percent\":100")) { line = try events.line() }
        #expect(!line.isEmpty)
        first.crash()
        for child in [buying, events] { child.process.terminate() }

        let second = try ServerChild("--data", folder.path)
        let answer = try say("which add-ons do I have?", to: second).finish()
        #expect(answer.output == "You have: Voicemail to text; Roaming pass JP-DAY; and that is all.\n")
        #expect(try second.stop() == 0)
    }
}
