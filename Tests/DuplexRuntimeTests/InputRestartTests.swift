import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// What a turn waits for a person for outlives the process.
@Suite struct InputRestartTests {
    struct Look: Tool {
        let counter: Counter
        let name = "look"
        let about = "Looks."

        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> [String: Int] {
            counter.add(name)
            return ["price": 12]
        }
    }

    /// Asks twice, then pays.
    struct Pay: Tool {
        let counter: Counter
        let name = "pay"
        let about = "Pays."
        let traits = ToolTraits(effect: .write, interruptible: .untilCommit, needsApproval: true)

        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> [String: String] {
            let card = try await call.ask("Which card?")
            let code = try await call.ask("Its code?")
            try await call.commit()
            counter.add(name)
            return ["receipt": "\(card) \(code) \(call.idempotencyKey)"]
        }
    }

    static func shop(_ clock: any Clock<Duration>, _ counter: Counter) -> ToolLoop {
        let rules: [ScriptedRule] = [
            .when("buy", then: .call("look"), .call("pay", saying: "It costs {look.price}."), .say("Paid with {pay.receipt}."))
        ]
        return ToolLoop(
            name: "shop", model: ScriptedModel(clock: clock, pace: .zero, rules: rules), instructions: "You sell.",
            tools: [Look(counter: counter), Pay(counter: counter)])
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `a tool loop goes on after its finished steps, whichever request was open at the restart`(seed: UInt64) throws {
        let counter = Counter()
        let loop = SimulatedLoop(seed: seed)
        let world = try Simulation(seed: seed, loop: loop, agents: [Self.shop(LoopClock(loop), counter)])
        let isDone = try world.run { world in
            let id = try await world.open()
            let turn = try await world.turn("buy", in: id)
            var asked = try await world.event(in: id) { $0.kind == .inputRequested }
            for reply in [InputReply.approval(true, text: nil), .answer("gold"), .answer("007")] {
                try await world.restart()
                let from = asked.offset.next
                guard case .recorded = try await world.reply(reply, to: asked, in: id) else {
                    throw AgentError("the answer was refused")
                }
                if reply == .answer("007") { break }
                asked = try await world.event(in: id, from: from) { $0.kind == .inputRequested }
            }
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let said = try world.said(in: turn, id)
            let call = try asked.call
            #expect(said == ["It costs 12.", "Paid with gold 007 \(id)/\(call)."])
            #expect(LogChecker.check(try world.log(of: id)) == [])
        }
        #expect(isDone)
        // The look-up was not made again, and the purchase was made once.
        #expect(counter.all == ["look": 1, "pay": 1])
    }

    @Test func `an open question is there after a restart, and its answer goes on with the turn`() throws {
        try simulate(seeds: 0..<10) { world in
            let id = try await world.open()
            let turn = try await world.turn("tool ask", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            try await world.restart()
            let resumed = try await world.event(in: id) { $0.kind == .runResumed }
            #expect(resumed.turn == turn)
            let waiting = await (try world.session(id)).settings
            #expect(waiting.turns.map(\.state) == [.waitingForInput])
            #expect(waiting.inputs.map(\.call) == [try asked.call])
            guard case .recorded = try await world.reply(.answer("blue"), to: asked, in: id) else {
                throw AgentError("the answer was refused")
            }
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try world.said(in: turn, id) == ["tool ask", "blue"])
            let log = try world.log(of: id)
            // Neither was the finished lookup made again, nor is anything said twice.
            #expect(log.filter { $0.kind == .toolStarted }.count == 2)
            #expect(log.filter { $0.kind == .toolFinished }.count == 2)
            #expect(log.filter { $0.kind == .inputRequested }.count == 1)
        }
    }

    @Test(arguments: [true, false])
    func `an approval that was open is asked for once, and starts the call once`(isApproved: Bool) throws {
        try simulate(seeds: 0..<5) { world in
            let id = try await world.open()
            let turn = try await world.turn("ask:approval", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            try await world.restart()
            try await world.restart()
            _ = try await world.reply(.approval(isApproved, text: nil), to: asked, in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let last = try world.said(in: turn, id).last
            #expect(last == (isApproved ? "approved" : "The person did not allow the call."))
            #expect(try world.log(of: id).filter { $0.kind == .toolStarted }.count == (isApproved ? 1 : 0))
        }
    }

    @Test func `a request that expired while the server was down is a refusal when it is up`() throws {
        try simulate(seeds: 0..<5) { world in
            let id = try await world.open()
            let turn = try await world.turn("ask", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            world.crash()
            try await LoopPause(world).sleep(.seconds(25 * 60 * 60))
            try await world.recover()
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let resolved = try #require(try world.log(of: id).first { $0.kind == .inputResolved })
            #expect(resolved.payload["reason"] == "expired")
            #expect(try world.said(in: turn, id) == ["ask", "Nobody answered in time."])
            #expect(try await world.reply(.answer("late"), to: asked, in: id) == .inputNotOpen)
        }
    }

    @Test func `a server that stops in good order leaves what is waited for open`() throws {
        try simulate(seeds: 0..<5) { world in
            let id = try await world.open()
            let turn = try await world.turn("ask", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            world.sessions.shutdown()
            try await LoopPause(world).sleep(.seconds(5))
            #expect(!(try world.log(of: id).contains { $0.kind == .turnEnded }))
            try await world.restart()
            _ = try await world.reply(.answer("still here"), to: asked, in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try world.said(in: turn, id) == ["ask", "still here"])
        }
    }

    @Test func `a turn that cannot go on says so after a restart, and closes its question`() throws {
        try simulate([InputTests.agent(InputTests.asking())], seeds: 0..<5) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            try await world.restart()
            let end = try await world.event(in: id) { $0.kind == .turnEnded && $0.turn == turn }
            #expect(end.payload["cause"] == "restart")
            let resolved = try #require(try world.log(of: id).first { $0.kind == .inputResolved })
            #expect(resolved.payload["reason"] == "restart")
            #expect(try await world.reply(.answer("late"), to: asked, in: id) == .inputNotOpen)
            #expect(try await world.outcome(of: try await world.turn("next", in: id), in: id) == .completed)
        }
    }

    @Test func `a steer that no step had read before a crash becomes a turn of its own`() throws {
        let agent = ClosureAgent { context in
            if context.input == ["go"] { try await context.pause(.seconds(60)) }
            try await context.say("heard: " + context.input.joined(separator: " "))
        }
        try simulate([agent], seeds: 0..<5) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.turn("by train", in: id, whenBusy: .named(.steer))
            _ = try await world.turn("tomorrow", in: id, whenBusy: .named(.steer))
            try await world.restart()
            let late = try await world.event(in: id) { $0.payload["state"] == "too_late" }
            let next = try #require(late.turn)
            #expect(try await world.outcome(of: turn, in: id) == .failed)
            #expect(try await world.outcome(of: next, in: id) == .completed)
            #expect(try world.said(in: next, id) == ["heard: by train tomorrow"])
        }
    }
}

/// Counts how often tools have run.
final class Counter: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func add(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
    var all: [String: Int] { counts.withLock { $0 } }
}
