import Foundation
import Testing

/// The program as people and scripts run it.
@Suite(.serialized) struct ProgramTests {
    @Test func `ask prints the answer and ends with 0`() throws {
        let server = try ServerChild("--memory")
        let result = try Child.run("ask", "echo", "hello there", "--url", server.url)
        #expect(result.status == 0)
        #expect(result.output == "hello there\n")
        #expect(result.errors == "")
        #expect(try server.stop() == 0)
    }

    @Test func `ask ends with what the server makes of it`() throws {
        let server = try ServerChild("--memory")
        #expect(try Child.run("ask", "echo", "boom", "--url", server.url).status == 1)
        #expect(try Child.run("ask", "nobody", "hello", "--url", server.url).status == 1)
        #expect(try Child.run("ask", "echo").status == 2)
        #expect(try Child.run("ask", "echo", "hi", "--url", "http://127.0.0.1:1").status == 6)
        #expect(try server.stop() == 0)
    }

    @Test func `lines of the input are messages, and their events can be read again`() throws {
        let server = try ServerChild("--memory")
        let chat = try Child.run("chat", "echo", "--url", server.url, input: "one\ntwo\n")
        #expect(chat.status == 0)
        #expect(chat.output == "one\ntwo\n")
        let asked = try Child.run("ask", "echo", "three", "--json", "--url", server.url)
        let lines = asked.output.split(separator: "\n")
        #expect(lines.first?.contains("message.user") == true)
        #expect(lines.last?.contains("turn.ended") == true)
        let session = try #require(asked.output.firstMatch(of: /"id":"([^"]+)-\d+"/)).1
        let tail = try Child.run("tail", String(session), "--from", "1", "--no-follow", "--json", "--url", server.url)
        #expect(tail.output == asked.output)
        #expect(try server.stop() == 0)
    }

    @Test func `agents show prints a workflow as a picture, and says what it does not know`() throws {
        let server = try ServerChild("--memory")
        let shown = try Child.run("agents", "show", "travel", "--url", server.url)
        #expect(shown.status == 0)
        #expect(shown.output.hasPrefix("travel: Finds flights"))
        #expect(shown.output.contains("\n\nflowchart LR\n    n0{\"intent\"}\n"))
        #expect(shown.output.contains("-->|\"flight, both\"|"))
        #expect(try Child.run("agents", "show", "echo", "--url", server.url).output.split(separator: "\n").count == 1)
        let unknown = try Child.run("agents", "show", "travl", "--url", server.url)
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("Did you mean travel?"))
        #expect(try Child.run("agents", "show").status == 2)
        #expect(try Child.run("agents", "list", "--url", server.url).status == 2)
        #expect(try server.stop() == 0)
    }

    @Test func `a turn that waits for a person ends ask with 4, and chat answers it`() throws {
        let server = try ServerChild("--memory")
        let asked = try Child.run("ask", "echo", "ask me", "--url", server.url)
        #expect(asked.status == 4)
        #expect(asked.errors.contains("waits for you: What shall I repeat?"))
        let chat = try Child.run("chat", "echo", "--url", server.url, input: "ask me\n/answer blue\n")
        #expect(chat.status == 0)
        #expect(chat.output == "ask me\nblue\n")
        #expect(try server.stop() == 0)
    }

    @Test func `a server that needs a token is told apart`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "duplex-tokens-\(UUID().uuidString)")
        // A leftover in the temporary directory fails no test.
        defer { try? FileManager.default.removeItem(at: file) }
        // The digest of the word "secret".
        try "me:read,write:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b\n"
            .write(to: file, atomically: true, encoding: .utf8)
        let server = try ServerChild("--memory", "--tokens", file.path)
        #expect(try Child.run("agents", "--url", server.url).status == 7)
        let known = try Child.run("agents", "--url", server.url, environment: ["DUPLEX_TOKEN": "secret"])
        #expect(known.status == 0)
        #expect(known.output.contains("echo"))
        #expect(try server.stop() == 0)
    }

    @Test func `a port in use is said in one line`() throws {
        let server = try ServerChild("--memory")
        let address = String(server.url.dropFirst("http://".count))
        let second = try Child.run("serve", "--memory", "--listen", address)
        #expect(second.status == 1)
        #expect(second.errors.contains("\(address) is in use"))
        #expect(second.errors.split(separator: "\n").count == 1)
        #expect(try server.stop() == 0)
    }

    @Test func `a data directory serves one server, and can be copied when it is stopped`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A leftover in the temporary directory fails no test.
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data").path
        let copy = folder.appending(path: "copy.db").path
        let server = try ServerChild("--data", data)
        let second = try Child.run("serve", "--data", data, "--listen", "127.0.0.1:0")
        #expect(second.status == 1)
        #expect(second.errors.contains("is used by process \(server.child.process.processIdentifier)"))
        #expect(try Child.run("backup", copy, "--data", data).status == 1)
        #expect(try server.stop() == 0)
        #expect(try Child.run("backup", copy, "--data", data).status == 0)
        #expect(FileManager.default.fileExists(atPath: copy))
        #expect(try Child.run("backup", copy, "--data", data).status == 1)
    }
}
