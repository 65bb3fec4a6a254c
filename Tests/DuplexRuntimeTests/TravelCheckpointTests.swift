import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// Where a search can be stopped, and what is left of it.
@Suite struct TravelCheckpointTests {
    /// The moment of a search at which the turn is cancelled.
    enum Moment: String, CaseIterable, Sendable {
        case beforeStart, firstPartial, secondPartial, finish

        /// Whether an event is that moment.
        func isReached(by event: Event) -> Bool {
            let revision = event.payload["key"] == "flight" ? event.payload["revision"]?.int : nil
            switch self {
            case .beforeStart: return event.kind == .runStarted && event.entry.parentRun != nil
            case .firstPartial: return revision == 1
            case .secondPartial: return revision == 2
            case .finish: return event.payload["key"] == "flight" && event.payload["complete"] == true
            }
        }

        var offerCount: Int? {
            switch self {
            case .beforeStart: nil
            case .firstPartial: 2
            case .secondPartial: 4
            case .finish: 6
            }
        }
    }

    @Test(arguments: Moment.allCases)
    func `a cancel before the start, at each partial or after the end leaves the last partial - I25`(
        moment: Moment
    ) throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say("Flights to Lisbon")
            _ = try await talk.world.event(in: talk.id) { moment.isReached(by: $0) }
            guard case .stopped(_, let outcome) = try await talk.world.cancel(turn, in: talk.id) else {
                throw AgentError("the cancel did not settle")
            }
            // Once the search is done, the answer may win the race.
            #expect(outcome == .cancelled || (moment == .finish && outcome == .completed))
            let kept = try talk.kept("flight", in: turn)
            #expect(kept?.value["offers"]?.array?.count == moment.offerCount)
            #expect(kept?.isComplete ?? false == (moment == .finish))
        }
    }

    @Test func `a branch that throws while it is stopped is cancelled with its last partial - I25`() throws {
        let branch = WorkflowBranch<Int>("count") { branch in
            try await branch.keep(7)
            do { try await branch.pause(.seconds(60)) } catch { throw AgentError("It fell over while it stopped.") }
            return 8
        }
        let graph = try WorkflowGraph(name: "test") { branch --> WorkflowAssembler { _ in } }
        try simulate([graph]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.kind == .partialUpdated }
            #expect(try await world.cancel(turn, in: id) == .stopped(turn, .cancelled))
            let log = try world.log(of: id)
            #expect(log.filter { $0.kind == .runEnded }.allSatisfy { $0.payload["outcome"] == "cancelled" })
            #expect(log.last { $0.kind == .partialUpdated }?.payload["value"] == 7)
        }
    }

    @Test func `a branch that polls its signal and one that only hears its task both stop - I5`() throws {
        let polling = WorkflowBranch<String>("polling") { branch in
            while !branch.run.isCancelled { try await branch.run.clock.sleep(for: .milliseconds(20)) }
            try branch.run.checkCancellation()
            return "never"
        }
        let awaiting = WorkflowBranch<String>("awaiting") { branch in
            try await branch.run.clock.sleep(for: .seconds(60))
            return "never"
        }
        enum Way: String, CaseIterable, Sendable { case all }
        let router = WorkflowRouter<Way>("way") { _ in .all }
        let graph = try WorkflowGraph(name: "test") {
            router[.all] --> [polling, awaiting] --> WorkflowAssembler { _ in }
        }
        try simulate([graph]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.payload["agent"] == "awaiting" }
            try await LoopPause(world).sleep(.milliseconds(100))
            #expect(try await world.cancel(turn, in: id) == .stopped(turn, .cancelled))
            let settled = try #require(try world.log(of: id).first { $0.kind == .cancelSettled })
            // The task is cancelled after 250 ms; only what hears neither would last until 2 s.
            #expect((250..<400).contains(settled.payload["ms"]?.int ?? 0))
        }
    }

    @Test func `create, keep a partial, interrupt, read the context again - I31`() throws {
        let told = Mutex<[ContextTransfer?]>([])
        let agent = ClosureAgent { context in
            told.withLock { $0.append(context.transfer) }
            try await context.keep("found", 1)
            try await context.pause(.seconds(1))
        }
        try simulate([agent], seeds: 0..<1) { world in
            let id = try await world.open()
            let first = try await world.turn("one", in: id)
            _ = try await world.event(in: id) { $0.kind == .partialUpdated }
            let second = try await world.turn("two", in: id)
            #expect(try await world.outcome(of: second, in: id) == .completed)
            #expect(try await world.outcome(of: first, in: id) == .interrupted)
        }
        let transfers = told.withLock { $0 }
        #expect(transfers.first == .some(nil))
        #expect(transfers.last??.query == "one")
        #expect(transfers.last??.findings.map(\.value) == [1])
    }
}
