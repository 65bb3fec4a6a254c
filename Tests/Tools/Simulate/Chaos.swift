import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting

/// People who talk across each other, change their minds, and a machine that fails them: drawn from a seed.
struct Chaos {
    var random: SeededGenerator

    static let texts = [
        "hello", "slow and long", "SLEEP:3 wait for me", "tool please", "tool SLEEP:2", "boom", "NOSLEEP slow",
        "SLEEP:15 longer than any turn", "ask me", "tool ask:approval", "BACKGROUND:3 later", "BACKGROUND:1 slow",
    ]
    /// Shorter than in production, so that a seed is short too.
    static var limits: Limits {
        var limits = Limits()
        limits.turnTotal = .seconds(10)
        limits.inputPatience = .seconds(20)
        return limits
    }

    static let policies: [WhenBusy?] = [
        nil, .named(.interrupt), .named(.enqueue), .named(.reject), .named(.steer), .named(.merge), .named(.cancel),
        .named(.rollback), .named(.resume), .named(.side), .named(.side), .auto,
    ]

    /// One life of a session; answers when everything has come to rest.
    mutating func play(_ world: Simulation, _ witness: Witness) async throws {
        let id = try await world.open("echo")
        witness.session = id
        let clock = LoopClock(world.loop)
        for _ in 0..<Int.random(in: 2...8, using: &random) {
            try await clock.sleep(for: .milliseconds(Int64.random(in: 0...600, using: &random)))
            try await act(world, id, witness)
        }
        try await rest(world, id)
    }

    private mutating func act(_ world: Simulation, _ id: SessionID, _ witness: Witness) async throws {
        do {
            switch Int.random(in: 0..<19, using: &random) {
            case 0...6:
                let answer = try await world.send(pick(Self.texts), to: id, whenBusy: pick(Self.policies))
                if case .accepted(let event, let turn?, _) = answer { witness.promise(event, turn) }
            case 7...8: try await cancelSomething(world, id)
            case 9:
                world.crash()
                try await recover(world)
            case 10:
                world.store.failNext(with: pick([.diskFull, .failed("an injected fault")]))
                try await world.send(pick(Self.texts), to: id)
            case 11...12: try await reconsider(world, id)
            case 13: try await comeAtOnce(world, id, witness)
            case 14...15: try await reply(world, id)
            case 16...17: try await tell(world, id)
            default:
                let note = Entry(.custom, source: .client, payload: ["note": true])
                _ = try await world.ask(id) { .record(note, $0) }
            }
        } catch let error as StoreError {
            // An injected fault: the answer is an error, and the session must be found again.
            guard [.diskFull, .failed("an injected fault"), .closed, .unknownSession].contains(error) else {
                throw error
            }
        }
    }

    /// Several people speak right after a restart, before the session is in memory again: it must come to life once.
    private mutating func comeAtOnce(_ world: Simulation, _ id: SessionID, _ witness: Witness) async throws {
        let texts = (0..<3).map { _ in pick(Self.texts) }
        world.crash()
        try await withThrowingTaskGroup(of: SessionAnswer.self) { group in
            for text in texts {
                group.addTask { try await world.send(text, to: id, whenBusy: .named(.enqueue)) }
            }
            for try await answer in group {
                if case .accepted(let event, let turn?, _) = answer { witness.promise(event, turn) }
            }
        }
    }

    private mutating func cancelSomething(_ world: Simulation, _ id: SessionID) async throws {
        let open = try world.log(of: id).compactMap { $0.kind == .messageUser ? $0.turn : nil }
        guard let turn = open.randomElement(using: &random) else { return }
        let mode: CancelMode = Bool.random(using: &random) ? .stop : .rollback
        let waits = Bool.random(using: &random)
        _ = try await world.ask(id) { .cancel(turn, mode: mode, cause: .user, waits: waits, $0) }
    }

    /// Answers what is waited for, or what nobody asks any more; now and then with the wrong kind of answer.
    private mutating func reply(_ world: Simulation, _ id: SessionID) async throws {
        let asked = try world.log(of: id).filter { $0.kind == .inputRequested }
        guard let call = asked.randomElement(using: &random)?.payload["call"]?.string else { return }
        let reply = pick([InputReply.answer("blue"), .approval(true, text: nil), .approval(false, text: "no")])
        _ = try await world.ask(id) { .reply(CallID(call), reply, by: .local, $0) }
    }

    /// Tells a tool something, running or not, whether it takes that or not.
    private mutating func tell(_ world: Simulation, _ id: SessionID) async throws {
        let started = try world.log(of: id).filter { $0.kind == .toolStarted }
        guard let call = started.suffix(3).randomElement(using: &random)?.payload["call"]?.string else { return }
        let post = ToolPost(pick([.hurry, .answer("blue"), .amend(["seconds": 1])]), by: .local)
        _ = try await world.ask(id) { .post(post, to: CallID(call), $0) }
    }

    /// Promotes, withdraws or resumes whatever there is.
    private mutating func reconsider(_ world: Simulation, _ id: SessionID) async throws {
        let messages = try world.log(of: id).filter { $0.kind == .messageUser }
        guard let message = messages.randomElement(using: &random), let turn = message.turn else { return }
        let action = pick([Action.interrupt, .enqueue, .steer, .cancel, .side])
        switch Int.random(in: 0..<3, using: &random) {
        case 0: _ = try await world.ask(id) { .decide(event: message.offset, action, replaces: nil, by: .local, $0) }
        case 1: _ = try await world.ask(id) { .withdraw(event: message.offset, by: .local, $0) }
        default: _ = try await world.ask(id) { .resume(turn, $0) }
        }
    }

    private func recover(_ world: Simulation) async throws {
        let result = await withCheckedContinuation { continuation in
            world.sessions.recover { continuation.resume(returning: $0) }
        }
        _ = try result.get()
    }

    /// Waits until no turn is open. A last message makes sure that the session still answers.
    private func rest(_ world: Simulation, _ id: SessionID) async throws {
        let last = try await world.turn("hello", in: id, whenBusy: .named(.enqueue))
        _ = try await world.outcome(of: last, in: id)
        try await world.rest(in: id)
    }

    private mutating func pick<Element>(_ list: [Element]) -> Element {
        list[Int.random(in: 0..<list.count, using: &random)]
    }
}
