import DuplexClient
import DuplexCore
import Foundation
import ServerInProcess
import Testing

@Suite struct TurnHandleTests {
    @Test func `a turn in hand shows its text as it grows, and its end`() async throws {
        let texts = try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            var texts: [String] = []
            var last: TurnView?
            for try await view in try await server.say("slow one two three", in: session).updates() {
                if view.text != texts.last { texts.append(view.text) }
                last = view
            }
            #expect(last?.outcome == .completed)
            #expect(last?.isComplete == true)
            return texts
        }
        #expect(texts.last == "slow one two three")
        #expect(texts.count > 3)
        #expect(zip(texts, texts.dropFirst()).allSatisfy { $1.hasPrefix($0) })
    }

    @Test func `L35: a client that speaks has plain signs, and the log keeps what was said`() async throws {
        let said = "\u{201C}It\u{2019}s\u{00A0}on\u{201D} \u{2013} well\u{2026}"
        let (shown, spoken) = try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let view = try await server.say(said, in: session).end()
            return (view.text, view.text.speechSafe)
        }
        #expect(shown == said)
        #expect(spoken == "\"It's on\" - well...")
    }

    @Test func `a turn in hand is stopped, and gone on from`() async throws {
        try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let turn = try await server.say("SLEEP:0.5 hello", in: session)
            for try await view in turn.updates() where view.state == .running { break }
            try await turn.cancel()
            let stopped = try await turn.end()
            #expect(stopped.outcome == .cancelled && !stopped.isComplete)
            let resumed = try await turn.resume()
            #expect(resumed.id != turn.id)
            #expect(try await resumed.end().text == "SLEEP:0.5 hello")
        }
    }

    @Test func `a running tool is told to hurry`() async throws {
        try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let turn = try await server.say("SLEEP:20 hello", in: session)
            for try await event in server.events(of: session.id) where event.kind == .toolStarted {
                let call = CallID(event.payload["call"]?.string ?? "")
                try await server.tell(call, of: session.id, .hurry)
                await #expect(throws: ClientError.self) { try await server.tell(call, of: session.id, .answer("yes")) }
                break
            }
            for try await event in server.events(of: session.id) where event.kind == .toolFinished {
                #expect(event.payload["result"] == "Slept for 0 of 20.0 seconds.")
                break
            }
            try await turn.cancel()
        }
    }

    @Test func `a steer that comes too late is a turn of its own`() async throws {
        try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let turn = try await server.say("NOSLEEP hello", in: session)
            _ = try await turn.end()
            let late = try await turn.steer("NOSLEEP late")
            #expect(late.id != turn.id)
            #expect(try await late.end().text == "NOSLEEP late")
        }
    }

    @Test func `a view folds deltas, whole messages, progress and partial results`() throws {
        var view = TurnView()
        let events: [(EventKind, JSON)] = [
            (.turnStarted, [:]), (.messageDelta, ["message": "a", "text": "on"]),
            (.messageDelta, ["message": "a", "text": "e"]),
            (.messageAgent, ["message": "a", "parts": [["type": "text", "text": "one"]]]),
            (.toolStarted, ["call": "c", "name": "look"]),
            (.toolProgress, ["call": "c", "name": "look", "percent": 40, "text": "half"]),
            (.partialUpdated, ["key": "k", "revision": 1, "value": 7, "complete": false]),
        ]
        for (offset, event) in events.enumerated() { view.apply(Self.event(event.0, event.1, at: offset)) }
        #expect(view.text == "one" && view.state == .running && view.partials == ["k": 7])
        #expect(view.progress.map(\.percent) == [40] && view.progress.first?.text == "half")
        view.apply(Self.event(.messageAgent, ["message": "b", "parts": [["type": "text", "text": "two"]]], at: 7))
        view.apply(Self.event(.turnEnded, ["outcome": "failed", "error": ["code": "x", "message": "No."]], at: 8))
        #expect(view.text == "one\n\ntwo" && view.progress == [] && view.problem == "No.")
        #expect(view.outcome == .failed && !view.isComplete && view.next == Offset(9))
    }

    @Test func `a view keeps no more text than it says`() {
        var view = TurnView()
        let words = String(repeating: "x", count: 1 << 19)
        for offset in 0..<3 { view.apply(Self.event(.messageDelta, ["message": "a", "text": .string(words)], at: offset)) }
        #expect(view.text.utf8.count == TurnView.textByteCountMax && view.isTextCut)
    }

    @Test func `the program in the documentation is the one that is compiled`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = try String(contentsOf: root.appending(path: "Examples/Talk/Talk.swift"), encoding: .utf8)
        let page = try String(contentsOf: root.appending(path: "docs/client.md"), encoding: .utf8)
        #expect(page.contains("```swift\n\(program)```"))
        #expect(program.split(separator: "\n").count <= 30)
    }

    private static func event(_ kind: EventKind, _ payload: JSON, at offset: Int) -> Event {
        Event(
            session: "s", offset: Offset(offset), time: Timestamp(microseconds: 0),
            entry: Entry(kind, turn: "t", run: "r", lane: .main, payload: payload))
    }
}
