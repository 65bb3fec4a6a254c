import DuplexCore

/// A turn in the words of the travel routes, which call it a task: a pure fold of the turn's events.
struct TravelTask: Equatable, Sendable {
    enum Status: String, Sendable, CaseIterable {
        case idle, queued, running, interrupted, completed, failed, cancelled
    }

    private struct Run: Equatable {
        var id: RunID
        var agent: String
        var isChild: Bool
    }

    /// The events that it is folded from.
    static let kinds: Set<EventKind> = [
        .messageUser, .turnQueued, .turnStarted, .turnEnded, .runStarted, .runEnded, .partialUpdated, .messageAgent,
        .contextTransferred,
    ]

    /// The key under which a router keeps what the person wants.
    private static let intentKey = "intent"

    let id: TurnID
    private(set) var status = Status.queued
    private(set) var query: String?
    private(set) var intent: String?
    private(set) var completedAgents: [String] = []

    /// What the agents have found so far, by key; the last value of a key counts.
    private(set) var partials: JSONObject = [:]
    private(set) var created: Timestamp?
    private(set) var started: Timestamp?
    private(set) var ended: Timestamp?
    private(set) var problem: String?
    private(set) var previous: ContextTransfer?
    private var said: [String] = []
    private var runs: [Run] = []

    init(_ id: TurnID) { self.id = id }

    /// The agent that began last of those that are at work.
    var currentAgent: String? { runs.last?.agent }

    /// The words of the answer.
    var text: String { said.joined(separator: "\n\n") }

    /// Whether it has ended; nothing changes any more.
    var isOver: Bool { ended != nil }

    /// Folds the turn's next event in.
    mutating func apply(_ event: Event) {
        let payload = event.payload
        created = created ?? event.time
        switch event.kind {
        case .messageUser: query = query ?? SessionFold.text(of: payload)
        case .turnStarted:
            status = .running
            started = event.time
        case .runStarted:
            guard let run = event.entry.run else { return }
            let agent = payload["agent"]?.string ?? ""
            runs.append(Run(id: run, agent: agent, isChild: event.entry.parentRun != nil))
        case .runEnded: end(event.entry.run, payload)
        case .partialUpdated:
            guard let key = payload["key"]?.string, let value = payload["value"] else { return }
            if key == Self.intentKey, let word = value.string { intent = word } else { partials[key] = value }
        case .messageAgent where event.entry.parentRun == nil: said.append(SessionFold.text(of: payload))
        case .contextTransferred: previous = ContextTransfer(payload: payload)
        case .turnEnded:
            ended = event.time
            runs = []
            end(payload)
        default: break
        }
    }

    private mutating func end(_ id: RunID?, _ payload: JSON) {
        guard let place = runs.firstIndex(where: { $0.id == id }) else { return }
        let run = runs.remove(at: place)
        if run.isChild, payload["outcome"]?.string == Outcome.completed.rawValue { completedAgents.append(run.agent) }
    }

    private mutating func end(_ payload: JSON) {
        let outcome = payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed
        status = Status(outcome, payload["cause"]?.string.flatMap(Cause.init(rawValue:)), hadStarted: started != nil)
        guard status == .failed else { return }
        let fallback = outcome == .timedOut ? "The time limit has passed." : "The agent failed."
        problem = payload["error"]?["message"]?.string ?? fallback
    }
}

extension TravelTask.Status {
    /// What an outcome is called here: a task that a person stopped is interrupted, with a successor or without one.
    init(_ outcome: Outcome, _ cause: Cause?, hadStarted: Bool) {
        switch outcome {
        case .completed: self = .completed
        case .interrupted, .superseded: self = .interrupted
        case .cancelled: self = cause == .user && hadStarted ? .interrupted : .cancelled
        case .rolledBack: self = .cancelled
        case .failed, .timedOut: self = .failed
        }
    }
}

extension TravelTask {
    /// The answer of `GET /status/{user_id}`; with no task the user is idle.
    static func json(_ task: TravelTask?, user: String) -> JSON {
        func time(_ time: Timestamp?) -> JSON { time.map { .string($0.description) } ?? .null }
        func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
        return [
            "user_id": .string(user), "task_id": text(task?.id.value),
            "status": .string((task?.status ?? .idle).rawValue), "query": text(task?.query),
            "intent": text(task?.intent), "current_agent": text(task?.currentAgent),
            "agents_completed": .array((task?.completedAgents ?? []).map(JSON.string)),
            "partial_results": .object(task?.partials ?? [:]), "final_results": task?.finalResults ?? .null,
            "previous_context": task?.previousContext ?? .null, "created_at": time(task?.created),
            "started_at": time(task?.started), "completed_at": time(task?.ended), "error": text(task?.problem),
        ]
    }

    /// What was found, with the words of the answer; null before it is complete.
    private var finalResults: JSON {
        guard status == .completed else { return .null }
        var results = partials
        results["response"] = .string(text)
        return .object(results)
    }

    /// What the task before was interrupted with, as far as this one was told; null when it was told nothing.
    var previousContext: JSON {
        guard let previous else { return .null }
        var partials: JSONObject = [:]
        var intent = JSON.null
        for finding in previous.findings {
            if finding.key == Self.intentKey, finding.value.string != nil {
                intent = finding.value
            } else {
                partials[finding.key] = finding.value
            }
        }
        return [
            "previous_query": .string(previous.query), "intent": intent, "partial_results": .object(partials),
            "agents_completed": .array(previous.completedAgents.map(JSON.string)),
            "interrupted_at": .string(previous.time.description),
        ]
    }
}
