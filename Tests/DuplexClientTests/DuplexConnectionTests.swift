import DuplexClient
import DuplexCore
import ServerInProcess
import Testing

@Suite struct DuplexConnectionTests {
    @Test func `the agents are listed`() async throws {
        let names = try await withServer { url, _ in try await connection(to: url).agents().map(\.name) }
        #expect(names == ["echo"])
    }

    @Test func `a message is answered by the events of its turn`() async throws {
        let text = try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let receipt = try await server.send("Hello there", to: session.id)
            var text = ""
            for try await event in server.events(of: session.id, from: receipt.offset, turn: receipt.turn) {
                text += event.kind == .messageDelta ? event.payload["text"]?.string ?? "" : ""
                if event.kind == .turnEnded { break }
            }
            return text
        }
        #expect(text == "Hello there")
    }

    @Test func `a turn that is cancelled ends as cancelled`() async throws {
        let outcome = try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let receipt = try await server.send("SLEEP:30", to: session.id)
            try await server.cancel(receipt.turn, of: session.id)
            for try await event in server.events(of: session.id, kinds: ["turn.ended"]) {
                return event.payload["outcome"]?.string
            }
            return nil
        }
        #expect(outcome == "cancelled")
    }

    @Test func `what does not exist is not found`() async throws {
        try await withServer { url, _ in
            let server = connection(to: url)
            await #expect(throws: ClientError.self) { try await server.snapshot(of: "nowhere") }
            var caught: ClientError?
            do { _ = try await server.snapshot(of: "nowhere") } catch let error as ClientError { caught = error }
            guard case .notFound = caught else {
                Issue.record("\(String(describing: caught))")
                return
            }
        }
    }

    @Test func `a server that wants a token says so`() async throws {
        // The digest of the word "secret".
        let tokens = "me:read,write:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
        try await withServer(tokens: tokens) { url, _ in
            var caught: ClientError?
            do { _ = try await connection(to: url).agents() } catch let error as ClientError { caught = error }
            guard case .unauthorised = caught else {
                Issue.record("\(String(describing: caught))")
                return
            }
            let agents = try await connection(to: url, token: "secret").agents()
            #expect(agents.count == 1)
        }
    }

    @Test func `a server that is not there is unreachable`() async throws {
        var caught: ClientError?
        do { _ = try await connection(to: "http://127.0.0.1:1").agents() } catch let error as ClientError { caught = error }
        guard case .unreachable = caught else {
            Issue.record("\(String(describing: caught))")
            return
        }
    }

    @Test func `an offset of another history is refused`() async throws {
        try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession()
            await #expect(throws: ClientError.historyChanged) {
                for try await _ in server.events(of: session.id, from: Offset(100)) {}
            }
            await #expect(throws: ClientError.historyChanged) {
                for try await _ in server.events(of: session.id, history: "another") {}
            }
        }
    }
}
