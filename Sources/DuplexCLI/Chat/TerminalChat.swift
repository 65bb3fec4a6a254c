import DuplexClient
import DuplexCore
import DuplexTransport
import Glibc

/// A chat at a terminal: keys, events and frames side by side.
struct TerminalChat {
    /// Thirty frames a second: more than a person sees, less than a terminal minds.
    private static let frameInterval = Duration.milliseconds(33)

    /// Messages that wait for a server that is out of reach.
    private static let waitingCountMax = 64

    private let server: DuplexConnection
    private let session: SessionSummary
    private let room: ChatRoom
    private let terminal: RawTerminal
    private let input: InputReader
    private let messages: Mailbox<(text: String, whenBusy: String?, target: String?)>
    private let stops: Mailbox<TurnID>
    private let resumes: Mailbox<TurnID>
    private let replies: Mailbox<(call: CallID, reply: SlashCommand.Reply)>
    private let replays: Mailbox<Replay>

    /// Prepares the chat; nil when the input is no terminal.
    init?(server: DuplexConnection, session: SessionSummary, output: Output) {
        guard let terminal = RawTerminal(output: output), let input = InputReader() else { return nil }
        self.server = server
        self.session = session
        self.terminal = terminal
        self.input = input
        room = ChatRoom(output: output, title: "\(TextCleaner.clean(session.agent)) · \(session.id)")
        messages = Mailbox(countMax: Self.waitingCountMax)
        stops = Mailbox(countMax: Self.waitingCountMax)
        resumes = Mailbox(countMax: Self.waitingCountMax)
        replies = Mailbox(countMax: Self.waitingCountMax)
        replays = Mailbox(countMax: Self.waitingCountMax)
    }

    /// Talks until the person leaves, a signal comes or the session is gone. The terminal is as before then.
    ///
    /// On cancellation: leaves.
    func run() async throws -> ExitCode {
        let loop = UVLoop()
        try loop.start()
        defer { loop.stop() }
        let (signals, feed) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingOldest(1))
        // One signal is enough to leave, so further ones may be dropped.
        let source = SignalSource([SIGTERM, SIGINT, SIGHUP], on: loop) { feed.yield($0) }
        defer { source.close() }
        terminal.enter()
        defer { terminal.leave() }
        defer { input.stop() }
        let result = await Self.result { try await talk(until: signals) }
        // Where nobody looks any more there is nothing to tidy.
        try? await room.clear()
        return try result.get()
    }

    private static func result(_ body: () async throws -> ExitCode) async -> Result<ExitCode, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private func talk(until signals: AsyncStream<Int32>) async throws -> ExitCode {
        try await withThrowingTaskGroup(of: ExitCode?.self) { group in
            group.addTask { try await readKeys() }
            group.addTask { try await readEvents() }
            group.addTask { try await drawFrames() }
            group.addTask { try await sendMessages() }
            group.addTask { try await stopTurns() }
            group.addTask { try await resumeTurns() }
            group.addTask { try await sendReplies() }
            group.addTask { try await tellReplays() }
            group.addTask {
                for await signal in signals { return signal == SIGINT ? .leftByKey : .terminated }
                return nil
            }
            defer { group.cancelAll() }
            while let code = try await group.next() { if let code { return code } }
            return .completed
        }
    }

    private func readKeys() async throws -> ExitCode? {
        var reader = KeyReader()
        while true {
            let keys: [Key]
            switch await input.next(within: reader.isWaiting ? KeyReader.escapeDelay : nil) {
            case .bytes(let bytes): keys = reader.feed(bytes)
            case .silence: keys = reader.timePassed()
            case .end: return .completed
            }
            for key in keys {
                for action in await room.take(key) { if let code = try await perform(action) { return code } }
            }
            try await room.draw()
        }
    }

    private func perform(_ action: ChatRoom.Action) async throws -> ExitCode? {
        switch action {
        case .leave(let code): return code
        case .suspend: try await suspend()
        case .stop(let turn):
            // Whoever presses so often means the turns that are waiting already.
            _ = stops.put(turn)
        case .resume(let turn):
            // A turn goes on once, however often one asks.
            _ = resumes.put(turn)
        case .reply(let call, let reply):
            // Only the first answer counts, so one that does not fit is not missed.
            _ = replies.put((call, reply))
        case .replay(let replay):
            // Whoever asks so often sees the first of them.
            _ = replays.put(replay)
        case .send(let text, let whenBusy, let target):
            if !messages.put((text, whenBusy, target)) {
                await room.say("Not sent: \(Self.waitingCountMax) messages wait already. Up brings it back.", .warning)
            }
        }
        return nil
    }

    private func suspend() async throws {
        try await room.clear()
        terminal.leave()
        // Goes on behind this line when the shell wakes the program up. The signal is for this thread, which stops before
        // it returns; sent to the process, another thread might take it while this one takes the terminal again.
        raise(SIGSTOP)
        terminal.enter()
        await room.begin()
    }

    /// Shows the session's events from its first.
    private func readEvents() async throws -> ExitCode? {
        let states = Mailbox<ConnectionState>(countMax: 16)
        return try await withThrowingTaskGroup(of: Void.self) { [server, session, room] group in
            group.addTask { for await state in states.letters { await room.take(state) } }
            defer { group.cancelAll() }
            // Of many changes in a moment the last ones are not missed for long: each event says that all is well.
            let events = server.events(of: session.id, history: session.history) { _ = states.put($0) }
            for try await event in events { await room.take(event) }
            return .completed
        }
    }

    private func drawFrames() async throws -> ExitCode? {
        while true {
            try await room.draw()
            try await ContinuousClock().sleep(for: Self.frameInterval)
        }
    }

    private func sendMessages() async throws -> ExitCode? {
        for await message in messages.letters {
            do {
                _ = try await server.send(
                    message.text, to: session.id, whenBusy: message.whenBusy, target: message.target)
            } catch let error as ClientError {
                await room.say("Not sent: \(error) Up brings it back.", .warning)
            }
        }
        return nil
    }

    private func sendReplies() async throws -> ExitCode? {
        for await (call, reply) in replies.letters {
            do {
                try await server.send(reply, to: call, of: session.id)
            } catch let error as ClientError {
                await room.say("Not taken: \(error)", .warning)
            }
        }
        return nil
    }

    private func tellReplays() async throws -> ExitCode? {
        for await replay in replays.letters {
            do {
                try await tell(replay)
            } catch let error as ClientError {
                await room.say("Not replayed: \(error)", .warning)
            }
        }
        return nil
    }

    /// Tells the session from its first event, since what is shown of a later one depends on those before.
    private func tell(_ replay: Replay) async throws {
        let head = try await server.snapshot(of: session.id).head
        guard replay.first <= head else {
            return await room.say("The session has events up to \(head) only.", .warning)
        }
        let number = await room.begin(replay, upTo: head)
        var cursor = Offset(0)
        var last: Timestamp?
        while cursor <= head {
            let page: (events: [Event], next: Offset)
            do {
                page = try await server.page(of: session.id, from: cursor)
            } catch {
                await room.endReplay(number)
                throw error
            }
            for event in page.events where event.offset <= head {
                if event.offset >= replay.first {
                    try await ContinuousClock().sleep(for: replay.pause(from: last, to: event.time))
                    last = event.time
                }
                guard await room.retell(event, number) else { return }
            }
            guard page.next > cursor else { break }
            cursor = page.next
        }
        await room.endReplay(number)
    }

    private func resumeTurns() async throws -> ExitCode? {
        for await turn in resumes.letters {
            do {
                try await server.resume(turn, of: session.id)
            } catch let error as ClientError {
                await room.say("Not resumed: \(error)", .warning)
            }
        }
        return nil
    }

    private func stopTurns() async throws -> ExitCode? {
        for await turn in stops.letters {
            do {
                try await server.cancel(turn, of: session.id)
            } catch let error as ClientError {
                await room.say("Not stopped: \(error)", .warning)
            }
        }
        return nil
    }
}

/// Hands values from one task to another, as many as fit.
struct Mailbox<Letter: Sendable>: Sendable {
    let letters: AsyncStream<Letter>
    private let feed: AsyncStream<Letter>.Continuation

    init(countMax: Int) {
        (letters, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(countMax))
    }

    /// Puts a value in; false when it does not fit.
    func put(_ letter: Letter) -> Bool {
        if case .enqueued = feed.yield(letter) { true } else { false }
    }
}

extension DuplexConnection {
    /// Answers what a turn waits for.
    func send(_ reply: SlashCommand.Reply, to call: CallID, of session: SessionID) async throws {
        switch reply {
        case .answer(let text): try await answer(call, of: session, text)
        case .decide(let isApproved): try await decide(call, of: session, isApproved: isApproved)
        }
    }
}
