import DuplexBridge
import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexTesting
import Synchronization

/// A Parlant server on a simulation's own time: it stores what is posted, and answers by a script.
final class FakeParlant: ParlantPort {
    /// What follows a customer's message, each after a delay since the one before.
    typealias Script = @Sendable (_ text: String) -> [Line]

    struct Line: Sendable {
        var after: Duration
        var content: UpstreamEvent.Content
        var source = "ai_agent"
        var isPreamble = false
    }

    /// How a post fails, and whether its message arrives all the same.
    struct PostFault: Sendable {
        var answer: PostAnswer
        var arrives: Bool
    }

    private struct Log {
        var events: [UpstreamEvent] = []
        var open: (trace: String, timers: [LoopTimer])?
        var waiting: [CancelToken] = []
    }

    private struct State {
        var sessions: [String: Log] = [:]
        var created = 0
        var customers: [SessionCustomer] = []
        var traceCount = 0
        var polls: [Int] = []
        var pollFaults: [PollAnswer] = []
        var postFaults: [PostFault] = []
        var createFaults: [CreateAnswer] = []
        var changes: [String: [UpstreamEvent]] = [:]
        var repeats = 0
    }

    private let loop: SimulatedLoop
    private let script: Script

    /// Whether a new message interrupts, as Parlant does it.
    private let interrupts: Bool

    /// Whether all turns have one and the same name, as on a plain install.
    private let hasTraces: Bool
    private let state = Mutex(State())

    init(_ loop: SimulatedLoop, interrupts: Bool = true, hasTraces: Bool = true, script: @escaping Script) {
        self.loop = loop
        self.script = script
        self.interrupts = interrupts
        self.hasTraces = hasTraces
    }

    // MARK: What a test looks at and changes

    var sessionCount: Int { state.withLock { $0.created } }
    var customers: [SessionCustomer] { state.withLock { $0.customers } }

    /// The offsets that were polled from, in order.
    var polls: [Int] { state.withLock { $0.polls } }

    /// The texts that customers' messages have in the last session.
    var received: [String] {
        state.withLock { state in
            (state.sessions["u\(state.created)"]?.events ?? []).filter(\.isCustomerMessage).compactMap(\.text)
        }
    }

    func failPolls(_ answers: PollAnswer...) { state.withLock { $0.pollFaults += answers } }
    func failPost(_ answer: PostAnswer, arrives: Bool) {
        state.withLock { $0.postFaults.append(PostFault(answer: answer, arrives: arrives)) }
    }
    func failCreating(_ answers: CreateAnswer...) { state.withLock { $0.createFaults += answers } }

    /// The next polls hand out what was handed out before once more.
    func repeatEvents(_ count: Int) { state.withLock { $0.repeats = count } }

    /// Forgets all sessions, as a server without a store does when it is restarted.
    func forget() {
        let waiting = state.withLock { state in
            defer { state.sessions = [:] }
            return state.sessions.values.flatMap(\.waiting)
        }
        for token in waiting { token.cancel() }
    }

    /// Takes the last events of a session away, as a store that was put back.
    func putBack(to offset: Int) {
        state.withLock { state in
            state.sessions["u\(state.created)"]?.events.removeAll { $0.offset >= offset }
        }
    }

    /// Says something that nobody asked for.
    func append(_ content: UpstreamEvent.Content, source: String = "ai_agent") {
        let session = state.withLock { "u\($0.created)" }
        append(content, source: source, trace: "other", to: session)
    }

    // MARK: The server

    func createSession(of customer: SessionCustomer) async -> CreateAnswer {
        state.withLock { state in
            if !state.createFaults.isEmpty { return state.createFaults.removeFirst() }
            state.created += 1
            state.customers.append(customer)
            state.sessions["u\(state.created)"] = Log()
            return .created("u\(state.created)")
        }
    }

    func post(_ text: String?, to session: String) async -> PostAnswer {
        let fault = state.withLock { $0.postFaults.isEmpty ? nil : $0.postFaults.removeFirst() }
        if let fault, !fault.arrives { return fault.answer }
        guard state.withLock({ $0.sessions[session] != nil }) else { return .unknownSession }
        let trace = state.withLock { state in
            state.traceCount += 1
            return hasTraces ? "trace\(state.traceCount)" : "<main>"
        }
        let offset = append(
            .message(text: text ?? "", isOpen: false), source: text == nil ? "ai_agent" : "customer", trace: trace,
            to: session)
        let open = state.withLock { $0.sessions[session]?.open }
        if interrupts, let open {
            for timer in open.timers { timer.cancel() }
            append(.status("cancelled", stage: nil, percent: nil), trace: open.trace, to: session)
            append(.status("ready", stage: "completed", percent: nil), trace: open.trace, to: session)
        }
        answer(text ?? "", trace, session)
        return fault?.answer ?? .accepted(offset: offset, trace: trace)
    }

    private func answer(_ text: String, _ trace: String, _ session: String) {
        var due = Duration.zero
        let lines = script(text)
        let timers = lines.enumerated().map { index, line in
            due += line.after
            return loop.schedule(after: due) { [self] in
                if index == lines.count - 1 { state.withLock { $0.sessions[session]?.open = nil } }
                append(line.content, source: line.source, isPreamble: line.isPreamble, trace: trace, to: session)
            }
        }
        state.withLock { $0.sessions[session]?.open = lines.isEmpty ? nil : (trace, timers) }
    }

    @discardableResult
    private func append(
        _ content: UpstreamEvent.Content, source: String = "ai_agent", isPreamble: Bool = false, trace: String,
        to session: String
    ) -> Int {
        let (offset, waiting) = state.withLock { state in
            guard var log = state.sessions[session] else { return (0, [CancelToken]()) }
            let offset = (log.events.last?.offset ?? -1) + 1
            var event = UpstreamEvent(
                id: "\(session)-\(offset)", offset: offset, trace: trace, source: source, content)
            event.isPreamble = isPreamble
            log.events.append(event)
            let waiting = log.waiting
            log.waiting = []
            state.sessions[session] = log
            return (offset, waiting)
        }
        for token in waiting { token.cancel() }
        return offset
    }

    func events(of session: String, from offset: Int, wait seconds: Int, onlyCustomers: Bool) async -> PollAnswer {
        let fault: PollAnswer? = state.withLock { state in
            if !onlyCustomers { state.polls.append(offset) }
            return state.pollFaults.isEmpty ? nil : state.pollFaults.removeFirst()
        }
        if let fault { return fault }
        let end = loop.now + .seconds(seconds)
        while true {
            guard let found = read(session, from: offset) else { return .unknownSession }
            let events = onlyCustomers ? found.filter(\.isCustomerMessage) : found
            if !events.isEmpty { return .events(events) }
            guard loop.now < end, !Task.isCancelled else { return .nothing }
            let token = CancelToken()
            state.withLock { $0.sessions[session]?.waiting.append(token) }
            // Woken by its token, which throws, or by its time: either way the loop looks again.
            try? await token.pause(end - loop.now, on: LoopClock(loop))
        }
    }

    private func read(_ session: String, from offset: Int) -> [UpstreamEvent]? {
        state.withLock { state in
            guard let log = state.sessions[session] else { return nil }
            let isNews = log.events.contains { $0.offset >= offset }
            guard state.repeats > 0, isNews else { return log.events.filter { $0.offset >= offset } }
            state.repeats -= 1
            return log.events.reversed() + log.events
        }
    }

    /// Hands out the states of a message that was announced with ``write(_:)``.
    func follow(
        _ event: String, of session: String, onChange: @escaping @Sendable (UpstreamEvent) async -> Void
    ) async {
        guard let first = state.withLock({ $0.sessions[session]?.events.first { $0.id == event } }) else { return }
        let words = (first.text ?? "") + " and more"
        for length in (first.text ?? "").count...words.count {
            // On the virtual clock; a cancelled sleep is the end of the world, and so of the message.
            guard (try? await LoopClock(loop).sleep(for: .milliseconds(100))) != nil else { return }
            var change = first
            change.content = .message(text: String(words.prefix(length)), isOpen: true)
            await onChange(change)
        }
        // A message that says so is never finished.
        guard first.text?.hasPrefix("endless") == false else {
            // On the virtual clock, until the world ends by cancelling it.
            try? await LoopClock(loop).sleep(for: .seconds(3600))
            return
        }
        var change = first
        change.content = .message(text: words, isOpen: false)
        await onChange(change)
    }
}

extension UpstreamEvent {
    /// The words of a message; nil for everything else.
    var text: String? { if case .message(let text, _) = content { text } else { nil } }
}

extension FakeParlant.Line {
    static func status(_ name: String, _ stage: String? = nil, after: Duration = .milliseconds(10)) -> Self {
        Self(after: after, content: .status(name, stage: stage, percent: nil))
    }

    /// An announcement, and the `ready` that follows it.
    static func preamble(_ text: String) -> [Self] {
        [Self(after: .milliseconds(50), content: .message(text: text, isOpen: false), isPreamble: true), .status("ready")]
    }

    static func message(_ text: String, isOpen: Bool = false, after: Duration = .milliseconds(100)) -> Self {
        Self(after: after, content: .message(text: text, isOpen: isOpen))
    }
}

extension [FakeParlant.Line] {
    /// A turn as Parlant writes it.
    static func turn(_ texts: String..., thinking: Duration = .milliseconds(100)) -> Self {
        let answer = texts.flatMap { [FakeParlant.Line.message($0, after: thinking), .status("ready")] }
        return [.status("acknowledged"), .status("processing", "Interpreting"), .status("typing")] + answer
            + [.status("ready", "completed")]
    }
}
