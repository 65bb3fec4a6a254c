import DuplexAgents
import DuplexCore
import Synchronization

/// The shell of one session's feed: owns its calls and timers, and carries out what the machine decides.
final class Feed: SessionCompanion {
    private let upstream: Upstream
    private let inputs: AsyncStream<FeedInput>
    private let inbox: AsyncStream<FeedInput>.Continuation
    private let desk = Mutex(Desk())

    private struct Desk {
        var isOver = false
        var turns: [FeedTurnID: Mailbox.Continuation] = [:]
    }

    init(_ upstream: Upstream) {
        self.upstream = upstream
        // At most one input for each turn, call and timer that the machine has asked for.
        (inputs, inbox) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    var isOver: Bool { desk.withLock { $0.isOver } }

    // MARK: What runs ask

    /// Asks on behalf of a run; nil when the feed has ended and another one is needed.
    func ask(_ run: FeedTurnID, turn: TurnID, text: String?) -> Mailbox? {
        let (mail, mailbox) = Mailbox.makeStream(bufferingPolicy: .bufferingOldest(Mail.countMax))
        let isTaken = desk.withLock { desk in
            guard !desk.isOver else { return false }
            desk.turns[run] = mailbox
            return true
        }
        guard isTaken else { return nil }
        inbox.yield(.ask(run, turn: turn, text: text))
        return mail
    }

    /// Stops listening for a run; harmless when it has ended.
    func abandon(_ run: FeedTurnID) {
        desk.withLock { $0.turns.removeValue(forKey: run) }?.finish()
        inbox.yield(.abandon(run))
    }

    // MARK: The feed's life

    func run(_ home: SessionHome) async {
        upstream.meter.opened()
        home.log("feed started", [("agent", upstream.name)])
        let place = FeedPlace(home.memory[upstream.memoryKey], url: upstream.url, agent: upstream.agentID)
        var machine = FeedMachine(
            place: place ?? FeedPlace(), limits: upstream.limits, seed: Digest(home.session.value).value)
        await withDiscardingTaskGroup { group in
            var calls = Calls()
            live: for await input in inputs {
                for effect in machine.handle(input, at: home.now()) {
                    if effect == .stop { break live }
                    await perform(effect, home, &calls, &group)
                }
            }
            group.cancelAll()
        }
        close()
        home.log("feed ended", [("agent", upstream.name)])
        upstream.meter.closed()
    }

    private func close() {
        let left = desk.withLock { desk in
            desk.isOver = true
            defer { desk.turns = [:] }
            return desk.turns.values
        }
        inbox.finish()
        for mailbox in left { mailbox.finish() }
    }

    /// The calls of which there is at most one, and by which they are ended.
    private struct Calls {
        var poll: CancelToken?
        var follow: CancelToken?
    }

    private func perform(
        _ effect: FeedEffect, _ home: SessionHome, _ calls: inout Calls, _ group: inout DiscardingTaskGroup
    ) async {
        let (port, inbox) = (upstream.port, inbox)
        switch effect {
        case .create:
            let customer = upstream.customer.customer(in: home)
            group.addTask { inbox.yield(.created(await port.createSession(of: customer))) }
        case .post(let run, let session, let text):
            group.addTask { inbox.yield(.posted(run, await port.post(text, to: session))) }
        case .look(let run, let session, let from):
            group.addTask {
                let answer = await port.events(of: session, from: from, wait: 0, onlyCustomers: true)
                inbox.yield(.looked(run, answer))
            }
        case .poll(let number, let session, let from):
            let token = CancelToken()
            calls.poll = token
            group.addTask { [self] in await poll(number, session, from, token, home) }
        case .dropPoll: calls.poll?.cancel()
        case .follow(let event, let session):
            let token = CancelToken()
            calls.follow = token
            group.addTask {
                let work: @Sendable () async throws -> Void = {
                    await port.follow(event, of: session) { inbox.yield(.changed($0)) }
                }
                // It throws only when it was told to stop.
                try? await token.guarding(work)
                inbox.yield(.followEnded(event))
            }
        case .dropFollow: calls.follow?.cancel()
        case .setTimer(let timer, let delay):
            group.addTask {
                guard (try? await home.clock.sleep(for: delay)) != nil else { return }
                inbox.yield(.timer(timer))
            }
        case .deliver(let run, let item): deliver(.item(item), to: run)
        case .end(let run, let ending, let place):
            deliver(.ended(ending, place), to: run)
            desk.withLock { $0.turns.removeValue(forKey: run) }?.finish()
        case .save, .rebound, .note: if let entry = entry(effect) { _ = await home.record(entry) }
        case .stop: break
        }
    }

    private func poll(
        _ number: Int, _ session: String, _ from: Int, _ token: CancelToken, _ home: SessionHome
    ) async {
        let (port, wait) = (upstream.port, upstream.limits.pollWait)
        let start = home.now()
        // It throws only when nobody wants the answer any more.
        let answer = try? await token.guarding {
            await port.events(of: session, from: from, wait: wait, onlyCustomers: false)
        }
        guard let answer else { return }
        inbox.yield(.polled(number, answer, took: home.now() - start))
    }

    private func deliver(_ mail: Mail, to run: FeedTurnID) {
        guard let mailbox = desk.withLock({ $0.turns[run] }) else { return }
        if case .dropped = mailbox.yield(mail) {
            // Its run hears from the end of its mail that not all of it came.
            abandon(run)
        }
    }

    private func entry(_ effect: FeedEffect) -> Entry? {
        switch effect {
        case .save(let place): Entry(.sessionUpdated, source: .agent, payload: upstream.memory(of: place))
        case .rebound(let from, let to):
            Entry(
                .sessionRebound, source: .agent,
                payload: ["agent": .string(upstream.name), "from": .string(from), "to": .string(to)])
        case .note(var payload):
            {
                payload["agent"] = .string(upstream.name)
                return Entry(.custom, source: .agent, payload: .object(payload))
            }()
        default: nil
        }
    }
}

/// What a turn is told, in order.
typealias Mailbox = AsyncStream<Mail>

/// One thing that a turn is told.
enum Mail: Sendable {
    case item(FeedItem)

    /// The last one; with where the feed stands then.
    case ended(FeedEnding, FeedPlace)

    /// A run that falls behind by this many events is not reading.
    static let countMax = 4096
}
