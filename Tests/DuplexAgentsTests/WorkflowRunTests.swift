import DuplexAgents
import DuplexCore
import DuplexTesting
import Synchronization
import Testing

/// How a workflow runs, in real sessions on a seeded loop.
@Suite struct WorkflowRunTests {
    enum Way: String, CaseIterable, Sendable { case one, two }

    /// Both branches at once, when there are two words; the answer is what `describe` makes of their outcomes.
    static func graph(_ first: WorkflowBranch<Int>, _ second: WorkflowBranch<String>) throws -> WorkflowGraph {
        let way = WorkflowRouter<Way>("way") { $0.request.contains(" ") ? .two : .one }
        let answer = WorkflowAssembler { context in
            let one = context.results[first].map { "\($0)" } ?? "none"
            let two = context.results[second].map { "\($0)" } ?? "none"
            let steered = context.steered.map { ", heard \($0)" }.joined()
            try await context.run.say("\(one), \(two), by \(context.results[way]?.rawValue ?? "nothing")\(steered)")
        }
        return try WorkflowGraph(name: "test") {
            way[.one] --> first           --> answer
            way[.two] --> [first, second] --> answer
        }
    }

    static func slow(_ seconds: Int, _ name: String = "first") -> WorkflowBranch<Int> {
        WorkflowBranch<Int>(name) { branch in
            for second in 0..<seconds {
                try await branch.keep(second)
                try await branch.pause(.seconds(1))
            }
            return seconds
        }
    }

    static let quick = WorkflowBranch("second") { _ in "two" }

    /// What the workflow says to a text, with its log.
    func say(_ text: String, to graph: WorkflowGraph, seed: UInt64 = 0) throws -> (answer: String, log: [Event]) {
        let world = try Simulation(seed: seed, agents: [graph])
        let isDone = try world.run { world in
            let id = try await world.open()
            _ = try await world.outcome(of: try await world.turn(text, in: id), in: id)
        }
        #expect(isDone)
        let log = try world.log(of: "s1")
        #expect(LogChecker.check(log) == [])
        #expect(world.loop.foreignCount == 0)
        let said = log.filter { $0.kind == .messageAgent && $0.entry.parentRun == nil }
        return (said.map { SessionFold.text(of: $0.payload) }.joined(separator: "\n"), log)
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `branches run side by side, as runs below the workflow's run - I24`(seed: UInt64) throws {
        let other = WorkflowBranch<String>("second") { branch in
            try await branch.pause(.seconds(2))
            return "two"
        }
        let (answer, log) = try say("both please", to: Self.graph(Self.slow(2), other), seed: seed)
        #expect(answer == #"completed(2), completed("two"), by two"#)
        let root = try #require(log.first { $0.kind == .runStarted }?.entry.run)
        let children = log.filter { $0.kind == .runStarted && $0.entry.parentRun == root }
        #expect(Set(children.compactMap { $0.payload["agent"]?.string }) == ["first", "second"])
        let start = try #require(log.first { $0.kind == .turnStarted }).time.microseconds
        let end = try #require(log.last { $0.kind == .turnEnded }).time.microseconds
        #expect((2_000_000..<2_300_000).contains(end - start))
    }

    @Test func `only the chosen branch runs`() throws {
        let (answer, log) = try say("one", to: Self.graph(Self.slow(1), Self.quick))
        #expect(answer == "completed(1), none, by one")
        #expect(log.filter { $0.kind == .runStarted }.count == 2)
        let choice = try #require(log.first { $0.payload["key"] == "way" })
        #expect(choice.payload["value"] == "one")
    }

    @Test func `a branch that fails is an event, and the others go on`() throws {
        let failing = WorkflowBranch<String>("second") { branch in
            try await branch.keep("half")
            throw AgentError(code: "test.broken", "It broke.")
        }
        let (answer, log) = try say("both please", to: Self.graph(Self.slow(2), failing))
        #expect(answer.hasPrefix("completed(2), failed("))
        #expect(answer.contains("test.broken"))
        #expect(answer.contains(#"partial: Optional("half")"#))
        #expect(log.filter { $0.kind == .error }.map { $0.payload["code"] } == ["test.broken"])
        #expect(log.last { $0.kind == .turnEnded }?.payload["outcome"] == "completed")
    }

    @Test func `a branch that gives up by itself is told as cancelled with its last partial`() throws {
        let tired = WorkflowBranch<String>("second") { branch in
            try await branch.keep("a little")
            throw CancellationError()
        }
        let (answer, log) = try say("both please", to: Self.graph(Self.slow(1), tired))
        #expect(answer.contains(#"cancelled(partial: Optional("a little"))"#))
        #expect(log.last { $0.kind == .turnEnded }?.payload["outcome"] == "completed")
    }

    @Test func `what follows a failed branch is left out and the assembler still answers`() throws {
        let broken = WorkflowBranch<Int>("first") { _ in throw AgentError("It broke.") }
        let next = WorkflowBranch("next") { _ in "never" }
        let answer = WorkflowAssembler { context in
            try await context.run.say(context.results[next] == nil ? "left out" : "was run")
        }
        let graph = try WorkflowGraph(name: "test") { broken --> next --> answer }
        #expect(try say("go", to: graph).answer == "left out")
    }

    @Test func `a branch may be another agent, whose words are its result`() throws {
        let speaker = WorkflowBranch(ClosureAgent("speaker") { try await $0.say("heard: \($0.input[0])") })
        let answer = WorkflowAssembler { context in
            if case .completed(let text)? = context.results[speaker] { try await context.run.say("it \(text)") }
        }
        let (said, log) = try say("hello", to: WorkflowGraph(name: "test") { speaker --> answer })
        #expect(said == "it heard: hello")
        #expect(log.first { $0.payload["key"] == "speaker" }?.payload["complete"] == true)
    }

    @Test func `a branch is never mistaken for a served agent of the same name`() throws {
        let graph = try Self.graph(Self.slow(1), Self.quick)
        let other = ClosureAgent("first") { try await $0.say("I am another one") }
        let world = try Simulation(seed: 1, agents: [graph, other])
        let isDone = try world.run { world in
            let id = try await world.open("test")
            _ = try await world.outcome(of: try await world.turn("one", in: id), in: id)
        }
        #expect(isDone)
        let said = try world.log(of: "s1").filter { $0.kind == .messageAgent }.map { SessionFold.text(of: $0.payload) }
        #expect(said == ["completed(1), none, by one"])
    }

    @Test func `what is steered in while branches work is given to the assembler`() throws {
        let world = try Simulation(seed: 1, agents: [Self.graph(Self.slow(2), Self.quick)])
        let isDone = try world.run { world in
            let id = try await world.open()
            let turn = try await world.turn("one", in: id)
            _ = try await world.event(in: id) { $0.payload["key"] == "first" }
            _ = try await world.turn("and hurry", in: id, whenBusy: .named(.steer))
            #expect(try await world.outcome(of: turn, in: id) == .completed)
        }
        #expect(isDone)
        let said = try world.log(of: "s1").last { $0.kind == .messageAgent }
        #expect(said.map { SessionFold.text(of: $0.payload) } == "completed(2), none, by one, heard and hurry")
    }
}
