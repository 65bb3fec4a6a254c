import ChaosProxy
import DuplexClient
import DuplexCore
import ServerInProcess
import Testing

/// Readers behind proxies that let no stream of events through.
@Suite struct PageTests {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            .buffered, .page(200), .page(502), .closed(afterByteCount: 0), .reset(afterByteCount: 120),
        ] as [ChaosProxy.Fate])
    func `where no stream comes through, pages give each event once and in order`(fate: ChaosProxy.Fate) async throws {
        try await withServer { _, port in
            let proxy = try ChaosProxy(to: port) { request, _ in
                // A page is waited for; a stream is not.
                request.contains("/events?") && !request.contains("wait=") ? fate : .passed
            }
            defer { proxy.stop() }
            let server = connection(to: "http://127.0.0.1:\(proxy.port)")
            let session = try await server.createSession(agent: "echo")
            let states = States()
            var events = server.events(of: session.id, history: session.history, onState: { states.add($0) })
            events.greetingTimeMax = .milliseconds(200)
            _ = try await server.send("one two three", to: session.id)
            var offsets: [Int] = []
            var more = ["SLEEP:0.2 five", "four"]
            for try await event in events {
                offsets.append(event.offset.value)
                guard event.kind == .turnEnded else { continue }
                guard let text = more.popLast() else { break }
                _ = try await server.send(text, to: session.id)
            }
            let whole = try await connection(to: "http://127.0.0.1:\(port)").page(of: session.id, from: .zero)
            #expect(offsets == whole.events.map(\.offset.value))
            #expect(whole.events.filter { $0.kind == .turnEnded }.count == 3)
            #expect(states.all.last == .connected)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `pages find what a filter lets through, however long it takes`() async throws {
        try await withServer { _, port in
            let proxy = try ChaosProxy(to: port) { request, _ in
                request.contains("/events?") && !request.contains("wait=") ? .page(200) : .passed
            }
            defer { proxy.stop() }
            let server = connection(to: "http://127.0.0.1:\(proxy.port)")
            let session = try await server.createSession(agent: "echo")
            var ends: [Int] = []
            for text in ["one", "SLEEP:0.3 two"] {
                let receipt = try await server.send(text, to: session.id)
                for try await event in server.events(of: session.id, kinds: ["turn.ended"], turn: receipt.turn) {
                    ends.append(event.offset.value)
                    break
                }
            }
            #expect(ends.count == 2)
            #expect(ends == ends.sorted())
        }
    }

    @Test func `only what streams are to blame for makes pages of them`() {
        var trust = StreamTrust()
        for _ in 0..<10 { trust.streamFailed(.unreachable) }
        #expect(!trust.usesPages)
        for _ in 0..<10 {
            trust.streamFailed(.cut)
            trust.streamFailed(.cut)
            trust.streamWorked()
        }
        #expect(!trust.usesPages)
        for _ in 0..<StreamTrust.cutCountMax { trust.streamFailed(.cut) }
        #expect(trust.usesPages)
        trust.pageFailed()
        #expect(trust == StreamTrust())
        for failure in [StreamTrust.Failure.silent, .otherContent] {
            trust = StreamTrust()
            trust.streamFailed(failure)
            #expect(trust.usesPages)
        }
    }
}
