import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// Selective interruption: a message that concerns one branch makes that branch begin anew, and no other.
@Suite struct BranchTests {
    enum Way: String, CaseIterable, Sendable { case both }

    /// Two branches side by side; the answer is what both have found.
    static func graph(
        _ left: @escaping @Sendable (BranchContext<String>) async throws -> String,
        _ right: @escaping @Sendable (BranchContext<String>) async throws -> String
    ) throws -> WorkflowGraph {
        let left = WorkflowBranch<String>("left", work: left)
        let right = WorkflowBranch<String>("right", work: right)
        let router = WorkflowRouter<Way>("way") { _ in .both }
        return try WorkflowGraph(name: "test") {
            router[.both] --> [left, right] --> WorkflowAssembler { context in
                var texts: [String] = []
                for branch in [left, right] {
                    switch context.results[branch] {
                    case .completed(let text)?: texts.append(text)
                    case .cancelled(let partial)?: texts.append("cancelled with \(partial ?? "nothing")")
                    case .failed(let error, _)?: texts.append(error.code)
                    case nil: texts.append("left out")
                    }
                }
                try await context.run.say((texts + context.steered).joined(separator: " | "))
            }
        }
    }

    /// Keeps what it was asked for, then takes three seconds.
    static func steady(_ branch: BranchContext<String>) async throws -> String {
        let before = branch.carried.map { " after \($0.value)" } ?? ""
        let text = branch.request.replacing("\n", with: "+")
        try await branch.keep(text)
        try await branch.pause(.seconds(3))
        return text + before
    }

    @Test func `a steer for one branch restarts that branch alone; the sibling goes on and its result is adopted - I27`() throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say("Flights and hotels in Oslo")
            try await talk.wait(for: "flight", 1, of: turn)
            try await talk.wait(for: "hotel", 1, of: turn)
            guard case .accepted(_, turn, _) = try await talk.world.steer("the hotel in Kyoto instead", "hotel", talk.id) else {
                throw AgentError("the steer was refused")
            }
            #expect(try await talk.outcome(of: turn) == .completed)
            let log = try talk.log
            let children = log.filter { $0.kind == .runStarted && $0.entry.parentRun != nil }
            #expect(children.filter { $0.payload["agent"] == "flight" }.count == 1)
            let hotels = children.filter { $0.payload["agent"] == "hotel" }
            #expect(hotels.count == 2)
            #expect(hotels.last?.payload["supersedes"]?.string == hotels.first?.entry.run?.value)
            let ended = log.first { $0.kind == .runEnded && $0.entry.run == hotels.first?.entry.run }
            #expect(ended?.payload["outcome"] == "interrupted")
            let consumed = log.last { $0.kind == .messageSteered }
            #expect(consumed?.payload["state"] == "consumed")
            #expect(consumed?.payload["run"]?.string == hotels.last?.entry.run?.value)
            let answer = try talk.answer(of: turn)
            #expect(answer.contains("5 flights for Oslo:"))
            #expect(answer.contains("4 hotels for Kyoto:"))
            // The flights took their own time, undisturbed; the hotels began again after their first batch.
            #expect((2_400..<3_400).contains(try talk.milliseconds(of: turn)))
        }
    }

    @Test func `a wish for one search leaves the other's offers alone, and what was found is not searched again`() throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say("Flights and hotels in Oslo")
            try await talk.wait(for: "hotel", 1, of: turn)
            _ = try await talk.world.steer("only under 120", "hotel", talk.id)
            #expect(try await talk.outcome(of: turn) == .completed)
            let answer = try talk.answer(of: turn)
            #expect(answer.contains("5 flights for Oslo:"))
            #expect(answer.contains("1 hotel for Oslo:\n- Birch Inn"))
            let batches = try talk.log.filter { $0.payload["key"] == "hotel" }
            #expect(batches.map { $0.payload["value"]?["offers"]?.array?.count } == [2, 3])
        }
    }

    @Test func `words that come one after the other are all heard, and the assembler is not told of them again`() throws {
        try simulate([try Self.graph(Self.steady, Self.steady)]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            for text in ["one", "two"] {
                _ = try await world.event(in: id) { $0.payload["key"] == "right" }
                _ = try await world.steer(text, "right", id)
            }
            _ = try await world.turn("three", in: id, whenBusy: .named(.steer))
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let said = try #require(try world.said(in: turn, id).first)
            #expect(said.hasPrefix("go | go+one+two after go"))
            #expect(said.hasSuffix(" | three"))
        }
    }

    @Test func `a branch can be changed at every event of its turn, and then interrupted at every later moment`() throws {
        let pauses: [Duration] = [.zero, .milliseconds(1), .milliseconds(90), .milliseconds(400), .seconds(5)]
        for (place, pause) in (1..<40).flatMap({ place in pauses.map { (place, $0) } }) {
            try TravelConversation.hold(seeds: UInt64(place)..<UInt64(place + 1)) { talk in
                let first = try await talk.say("Flights and hotels in Oslo")
                _ = try await talk.world.event(in: talk.id) { event in
                    event.offset.value >= place || (event.kind == .turnEnded && event.turn == first)
                }
                let answer = try await talk.world.steer("the hotel in Kyoto", "hotel", talk.id)
                try await LoopPause(talk.world).sleep(pause)
                let second = try await talk.say("never mind")
                #expect(try await talk.outcome(of: second) == .completed)
                guard case .accepted = answer else { return #expect(answer == .unknownRun) }
                // The words were read by the branch that began anew, or went to the next turn: never are they lost.
                let receipts = try talk.log.filter { $0.kind == .messageSteered }.map { $0.payload["state"] }
                #expect(receipts.first == "accepted" && receipts.count == 2)
                if try await talk.outcome(of: first) == .completed { #expect(receipts.last == "consumed") }
            }
        }
    }

    @Test func `a branch that hears nothing is left behind, and cannot spoil its successor's result`() throws {
        let graph = try Self.graph(Self.steady) { branch in
            guard branch.request == "go" else { return try await Self.steady(branch) }
            try await branch.keep("old")
            await Deaf.sleep(.seconds(4), on: branch.run.clock)
            // It is refused, by throwing, since its run is over: the test looks in the log that nothing was kept.
            try? await branch.keep("late")
            return "late"
        }
        try simulate([graph]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.payload["key"] == "right" }
            _ = try await world.steer("new", "right", id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try world.said(in: turn, id) == ["go | go+new after old"])
            #expect(!(try world.log(of: id).contains { $0.payload["value"] == "late" }))
        }
    }

    @Test func `a branch past its commit is not restarted, and one that is not at work cannot be`() throws {
        let traits = ToolTraits(effect: .write, interruptible: .untilCommit)
        let tool = AnyTool(name: "book", about: "Books.", traits: traits, parameters: [:]) { _, call in
            try await call.commit()
            await Deaf.sleep(.seconds(2), on: call.clock)
            return "booked"
        }
        let graph = try Self.graph(Self.steady) { branch in
            let request = ToolRequest(modelCall: "1", name: tool.name, arguments: "", tool: tool)
            return try await branch.run.call([request])[0].value.string ?? ""
        }
        try simulate([graph]) { world in
            let id = try await world.open()
            #expect(try await world.steer("early", "right", id) == .unknownRun)
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.kind == .toolCommitted }
            let before = try world.log(of: id).filter { $0.kind == .messageUser }.count
            #expect(try await world.steer("rather not", "right", id) == .committed)
            #expect(try await world.steer("rather not", "nobody", id) == .unknownRun)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try world.log(of: id).filter { $0.kind == .messageUser }.count == before)
            #expect(try world.said(in: turn, id) == ["go | booked"])
        }
    }

    @Test func `words for a branch whose turn is interrupted before it could begin anew go to the next turn`() throws {
        let graph = try Self.graph(Self.steady) { branch in
            try await branch.keep("old")
            await Deaf.sleep(.seconds(1), on: branch.run.clock)
            return branch.request
        }
        try simulate([graph]) { world in
            let id = try await world.open()
            let first = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.payload["key"] == "right" }
            _ = try await world.steer("the blue one", "right", id)
            let second = try await world.turn("and quickly", in: id, whenBusy: .named(.interrupt))
            #expect(try await world.outcome(of: first, in: id) == .interrupted)
            let late = try #require(try world.log(of: id).first { $0.payload["state"] == "too_late" })
            #expect(late.turn == second)
            #expect(try await world.outcome(of: second, in: id) == .completed)
            #expect(try world.said(in: second, id).first?.contains("the blue one+and quickly") == true)
        }
    }
}

extension Simulation {
    /// Sends words for one branch.
    func steer(_ text: String, _ target: String, _ id: SessionID) async throws -> SessionAnswer {
        var submission = Submission(text: text, whenBusy: .named(.steer))
        submission.target = target
        return try await ask(id) { [submission] in .message(submission, $0) }
    }
}
