import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// What is said to a tool while it runs.
@Suite struct ToolInboxTests {
    /// Begins to collect; answers with the turn and the running call.
    private static func collect(_ talk: Talk) async throws -> (turn: TurnID, call: CallID) {
        let turn = try await talk.say("collect").turn
        let started = try await talk.event { $0.kind == .toolStarted && $0.turn == turn }
        return (turn, CallID(try #require(started.payload["call"]?.string)))
    }

    private static func tell(_ talk: Talk, _ call: CallID, _ message: ToolMessage) async throws -> SessionAnswer {
        let session = try await talk.world.session(talk.id)
        return try await withCheckedContinuation { continuation in
            session.perform { session in
                session.post(message, to: call, by: .local) { continuation.resume(returning: $0) }
            }
        }.get()
    }

    private static func states(_ talk: Talk) throws -> [String] {
        try talk.log.filter { $0.kind == .toolMessaged }.map {
            "\($0.payload["number"]?.int ?? 0) \($0.payload["kind"]?.string ?? "") \($0.payload["state"]?.string ?? "")"
        }
    }

    @Test func `a tool that is told to hurry from the side lane gives what it has`() throws {
        try converse { talk in
            let (main, _) = try await Self.collect(talk)
            try await talk.pause(.seconds(5))
            let side = try await talk.ask("hurry")
            #expect(try talk.answers(of: side) == ["I have told it."])
            #expect(try await talk.outcome(of: main) == .completed)
            // Talk about the operation alone is not joined with its result.
            #expect(try talk.answers(of: main) == ["Found: 1 2 so far."])
            #expect(try Self.states(talk) == ["1 hurry accepted", "1 hurry taken"])
            let told = try talk.first(.toolMessaged, of: main)
            #expect(told.payload["by"]?.string == side.value)
            #expect(try talk.seconds(from: told, to: talk.first(.toolFinished, of: main)) < 0.1)
        }
    }

    @Test func `changed arguments are taken up by the running tool, and recorded with its result`() throws {
        try converse { talk in
            let (main, _) = try await Self.collect(talk)
            try await talk.pause(.seconds(3))
            try await talk.ask("only 3")
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["Found: 1 2 3."])
            #expect(try talk.first(.toolFinished, of: main).payload["arguments"] == ["count": 3])
            #expect(try talk.first(.toolSelected, of: main).payload["arguments"] == ["count": 5])
        }
    }

    @Test func `an answer reaches a tool that goes on working meanwhile`() throws {
        try converse(seeds: 0..<2) { talk in
            let (main, _) = try await Self.collect(talk)
            try await talk.ask("it is blue")
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["Found: blue 2 3 4 5."])
        }
    }

    @Test func `a tool that does not take a kind says which ones it takes`() throws {
        try converse(seeds: 0..<2) { talk in
            let main = try await talk.work()
            let side = try await talk.ask("hurry")
            #expect(try talk.answers(of: side) == ["work takes no messages while it runs."])
            #expect(try talk.first(.toolFailed, of: side).payload["error"]?["code"] == "not_accepted")
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try Self.states(talk) == [])
            let none = try await talk.ask("hurry")
            #expect(try talk.answers(of: none).first?.isEmpty == false)
        }
    }

    @Test func `messages are read in order and each once, and those that a tool did not read are too late`() throws {
        try converse { talk in
            let (main, call) = try await Self.collect(talk)
            for message in [ToolMessage.answer("a"), .answer("b"), .amend(["count": 3]), .hurry, .answer("c")] {
                guard case .recorded = try await Self.tell(talk, call, message) else { throw AgentError("refused") }
            }
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["Found: a b so far."])
            let states = try Self.states(talk)
            #expect(states.filter { $0.hasSuffix("accepted") }.count == 5)
            #expect(states.filter { $0.hasSuffix("taken") } == ["1 answer taken", "2 answer taken", "3 amend taken", "4 hurry taken"])
            #expect(states.last == "5 answer too_late")
            #expect(try await Self.tell(talk, call, .hurry) == .undelivered(.gone))
        }
    }

    @Test func `arguments that do not fit, secret ones and none at all are refused in words`() throws {
        try converse(seeds: 0..<1) { talk in
            let (main, call) = try await Self.collect(talk)
            for changes: JSONObject in [["count": "many"], ["colour": "red"], ["code": "1234"], [:]] {
                guard case .undelivered(.refused(let refusal)) = try await Self.tell(talk, call, .amend(changes)) else {
                    throw AgentError("\(changes) was not refused")
                }
                #expect(refusal.code == "invalid_arguments")
            }
            let long = ToolMessage.answer(String(repeating: "x", count: Limits().toolMessageByteCountMax))
            #expect(try await Self.tell(talk, call, long) == .undelivered(.tooLong))
            #expect(try await Self.tell(talk, "nobody", .hurry) == .undelivered(.gone))
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try Self.states(talk) == [])
        }
    }

    @Test func `an amendment cannot make a preview a deed, and comes too late past the point of no return`() throws {
        struct Order: Tool {
            struct Arguments: ToolArguments {
                var confirm: Bool
                var size: Int
            }
            let name = "order"
            let about = "Orders."
            let traits = ToolTraits(duration: .long, effect: .write, interruptible: .untilCommit, accepts: [.amend])
            func traits(for arguments: Arguments) -> ToolTraits {
                arguments.confirm ? traits : ToolTraits(accepts: [.amend])
            }
            func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Int {
                try await call.pause(.seconds(2))
                if arguments.confirm { try await call.commit() }
                try await call.pause(.seconds(2))
                return arguments.size
            }
        }
        let agent = ClosureAgent { context in
            for confirm in [false, true] {
                let request = ToolRequest(
                    modelCall: "m\(confirm)", name: "order", arguments: #"{"confirm":\#(confirm),"size":1}"#,
                    tool: AnyTool(Order()))
                _ = try await context.call([request])
            }
        }
        try converse(seeds: 0..<1, beside: [agent]) { talk in
            let turn = try await talk.say("go").turn
            let look = try await talk.event { $0.kind == .toolStarted }.payload["call"]?.string ?? ""
            guard case .undelivered(.refused) = try await Self.tell(talk, CallID(look), .amend(["confirm": true])) else {
                throw AgentError("a preview became a deed")
            }
            let committed = try await talk.event { $0.kind == .toolCommitted }.payload["call"]?.string ?? ""
            #expect(try await Self.tell(talk, CallID(committed), .amend(["size": 2])) == .undelivered(.committed))
            #expect(try await talk.outcome(of: turn) == .completed)
        }
    }

    @Test func `a tool that reads nothing can be told so much and no more`() throws {
        let agent = InputTests.agent(
            AnyTool(
                name: "deaf", about: "Reads nothing.", traits: ToolTraits(duration: .long, accepts: [.hurry]), parameters: [:]
            ) { _, call in
                try await call.pause(.seconds(5))
                return "done"
            })
        try converse(seeds: 0..<1, beside: [agent]) { talk in
            let turn = try await talk.say("go").turn
            let started = try await talk.event { $0.kind == .toolStarted }
            let call = CallID(started.payload["call"]?.string ?? "")
            for _ in 0..<Limits().toolMessageCountMax {
                guard case .recorded = try await Self.tell(talk, call, .hurry) else { throw AgentError("refused") }
            }
            #expect(try await Self.tell(talk, call, .hurry) == .undelivered(.full))
            _ = try await talk.outcome(of: turn)
            #expect(try Self.states(talk).filter { $0.hasSuffix("too_late") }.count == Limits().toolMessageCountMax)
        }
    }

    @Test func `a tool that listens beside its work ends when its work does, and stops when it is told to`() throws {
        let tool = AnyTool(
            name: "listen", about: "Listens.", traits: ToolTraits(duration: .long, accepts: [.answer]), parameters: [:]
        ) { _, call in
            try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    try await call.pause(.seconds(5))
                    return nil
                }
                group.addTask {
                    for try await case .answer(let text) in call.messages where text == "now" { return text }
                    return "ended"
                }
                defer { group.cancelAll() }
                return .string(try await group.next().flatMap(\.self) ?? "done")
            }
        }
        try converse(beside: [InputTests.agent(tool)]) { talk in
            func start() async throws -> (TurnID, CallID) {
                let turn = try await talk.say("go").turn
                let started = try await talk.event { $0.kind == .toolStarted && $0.turn == turn }
                return (turn, CallID(started.payload["call"]?.string ?? ""))
            }
            func result(_ turn: TurnID) throws -> JSON? { try talk.first(.toolFinished, of: turn).payload["result"] }
            let (first, _) = try await start()
            _ = try await talk.outcome(of: first)
            #expect(try result(first) == "done")
            let (second, call) = try await start()
            for text in ["later", "now"] { _ = try await Self.tell(talk, call, .answer(text)) }
            _ = try await talk.outcome(of: second)
            #expect(try result(second) == "now")
            let (third, _) = try await start()
            try await talk.pause(.seconds(1))
            #expect(try await talk.world.cancel(third, in: talk.id) == .stopped(third, .cancelled))
            #expect(try talk.first(.cancelSettled, of: third).payload["ms"]?.int ?? .max < 100)
        }
    }

    @Test func `a crash ends what a tool was told together with the tool`() throws {
        try converse { talk in
            let (main, call) = try await Self.collect(talk)
            _ = try await Self.tell(talk, call, .answer("a"))
            try await talk.world.restart()
            #expect(try await talk.outcome(of: main) == .failed)
            let fates = try Self.states(talk).filter { !$0.hasSuffix("accepted") }
            #expect(fates == ["1 answer taken"] || fates == ["1 answer too_late"])
            #expect(try await Self.tell(talk, call, .hurry) == .undelivered(.gone))
        }
    }

    @Test func `telling a tool something at any moment breaks no promise`() throws {
        let report = try InterruptAnywhere("collect", disturbances: [.tellTools]) { [Operation.agent($0)] }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 10)
    }

    @Test func `a tool that takes messages can be interrupted anywhere`() throws {
        let report = try InterruptAnywhere("collect", talk: "hurry") { [Operation.agent($0)] }.run()
        #expect(report.faults == [])
    }
}
