import DuplexAgents
import DuplexCore
import DuplexDemo
import Testing

struct EchoAgentTests {
    /// Lets the agent answer `text`.
    private func echo(_ text: String) throws -> (host: FakeHost, error: (any Error)?) {
        try simulate { clock in
            let host = FakeHost(clock)
            do {
                try await EchoAgent().run(host.context([text]))
                return (host, nil)
            } catch {
                return (host, error)
            }
        }
    }

    @Test(arguments: [
        "hello", "Grüße 👩‍👩‍👧 \r\n slow", "x SLEEP:2 y", "tool SLEEP:0.5", "NOSLEEP slow", "tool", " two  spaces ",
    ])
    func `the deltas joined and the message are exactly what was said`(text: String) throws {
        let (host, error) = try echo(text)
        #expect(error == nil)
        #expect(host.messages == [text])
        #expect(host.deltas.joined() == text)
    }

    @Test(arguments: ["ask me", "Ask NOSLEEP", "tool ask."])
    func `ask repeats the text and then what the person said`(text: String) throws {
        let (host, error) = try echo(text)
        #expect(error == nil)
        #expect(host.messages == [text, "yes"])
    }

    @Test(arguments: [
        ("ask", InputKind.question), ("ask:approval now", .approval), ("ASK:APPROVAL", .approval),
        ("ask:approvals", .question), ("task", nil), ("asking", nil),
    ] as [(String, InputKind?)])
    func `ask is a whole word, and says what is asked for`(text: String, kind: InputKind?) {
        #expect(EchoScript(text).asks == kind)
    }

    @Test(arguments: [
        ("hello", 0), ("SLEEP:2", 2000), ("sleep:0.5", 500), ("(Sleep:1.5).", 1500), ("SLEEP:2.", 2000),
        ("slow", 3200), ("slow SLEEP:1", 3200), ("slow SLEEP:5", 5000), ("NOSLEEP SLEEP:9", 0), ("slow nosleep", 0),
        ("SLEEP:9999", 600_000), ("asleep:4", 0), ("SLEEP:4x", 0), ("SLEEP: 4", 0), ("slowly", 0), ("SLEEP:-1", 0),
    ])
    func `the words set the length of the turn`(text: String, milliseconds: Int) throws {
        let (host, _) = try echo(text)
        #expect(host.clock.now.sinceStart == .milliseconds(milliseconds))
    }

    @Test(arguments: ["SLEEP:3", "slow", "SLEEP:0.95 and a text that is much longer than there are ticks"])
    func `while it waits there is a delta at least every 100 ms`(text: String) throws {
        let records = try echo(text).host.records
        let times = records.filter { if case .delta = $0.what { true } else { false } }.map(\.at)
        let ends = times.dropFirst() + records.suffix(1).map(\.at)
        #expect(times.first == .zero)
        #expect(zip(times, ends).allSatisfy { $1 - $0 <= .milliseconds(100) })
    }

    @Test(arguments: [("SLEEP:2", 10), ("SLEEP:25", 25)])
    func `a sleeping tool reports at least every ten percent and every second`(text: String, count: Int) throws {
        let records = try echo(text).host.records
        let reports = records.compactMap { record -> (Duration, Int)? in
            if case .progress("sleep", let percent, _) = record.what { (record.at, percent) } else { nil }
        }
        #expect(reports.count == count)
        #expect(reports.last?.1 == 100)
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $1.0 - $0.0 <= .seconds(1) && $1.1 - $0.1 <= 10 })
    }

    @Test func `a tool is called before the answer and its waiting`() throws {
        let events = try echo("tool SLEEP:1").host.events
        let expected: [FakeHost.What] = [
            .step(1), .selected("lookup", ["text": "tool SLEEP:1"]), .toolStarted("lookup"),
            .ended("lookup", .finished), .started,
        ]
        #expect(Array(events.prefix(5)) == expected)
    }

    @Test(arguments: [("boom", 0), ("BOOM SLEEP:1", 1000), ("tool boom", 0)])
    func `boom fails after everything else and before the message ends`(text: String, milliseconds: Int) throws {
        let (host, error) = try echo(text)
        #expect((error as? AgentError)?.code == "echo.boom")
        #expect(host.messages == [])
        #expect(host.events.contains(.started))
        #expect(host.clock.now.sinceStart == .milliseconds(milliseconds))
    }

    @Test func `on cancellation everything stops at once`() throws {
        try simulate { clock in
            let host = FakeHost(clock)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await EchoAgent().run(host.context(["tool SLEEP:30"])) }
                // Virtual time passes at once; nobody cancels this waiting, so it cannot throw.
                try? await clock.sleep(for: .milliseconds(1010))
                host.token.cancel()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            #expect(clock.now.sinceStart == .milliseconds(1010))
            #expect(host.messages == [])
            #expect(host.events.last == .ended("sleep", .cancelledBeforeEffect))
        }
    }
}
