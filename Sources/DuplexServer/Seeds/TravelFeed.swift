import DuplexCore

/// What sockets of the travel routes are sent: a pure function of the log, so that a frame is the same live and
/// replayed.
///
/// A frame's `offset` says how far its reader has come: `from` that offset plus one everything follows.
struct TravelFeed: Sendable {
    /// The tasks that have not ended.
    private var tasks: [TravelTask] = []

    /// Folds an event in.
    ///
    /// - Returns: The frames that tell of it, oldest first.
    mutating func apply(_ event: Event) -> [JSON] {
        guard let turn = event.turn, TravelTask.kinds.contains(event.kind) else { return [] }
        let place = tasks.firstIndex { $0.id == turn } ?? tasks.count
        let isNew = place == tasks.count
        let isAlone = tasks.isEmpty
        if isNew { tasks.append(TravelTask(turn)) }
        let before = Shown(tasks[place])
        tasks[place].apply(event)
        let task = tasks[place]
        if task.isOver {
            tasks.remove(at: place)
            return Self.lastFrames(of: task, event)
        }
        // A task for which another one has to stop first is queued once that one has stopped.
        let isQueued = event.kind == .turnQueued || (isNew && isAlone && event.kind == .messageUser)
        guard isQueued || before != Shown(task) else { return [] }
        return [Self.update(task, at: event.time, offset: event.offset.value)]
    }

    /// How things stand, for somebody who comes in the middle; nil when nothing is open.
    func current(at time: Timestamp, offset: Int) -> JSON? {
        tasks.last.map { Self.update($0, at: time, offset: offset) }
    }

    /// The end of a task, and the answer when there is one.
    ///
    /// The two come from one event, so the status has the offset before it: a reader who was cut off between them is
    /// sent the status again rather than never the answer.
    private static func lastFrames(of task: TravelTask, _ event: Event) -> [JSON] {
        let offset = event.offset.value
        guard task.status == .completed else { return [update(task, at: event.time, offset: offset)] }
        return [
            update(task, at: event.time, offset: offset - 1),
            [
                "type": "response", "task_id": .string(task.id.value), "text": .string(task.text),
                "timestamp": .string(event.time.description), "offset": .int(offset),
            ],
        ]
    }

    private static func update(_ task: TravelTask, at time: Timestamp, offset: Int) -> JSON {
        [
            "type": "status_update", "task_id": .string(task.id.value), "status": .string(task.status.rawValue),
            "current_agent": task.currentAgent.map(JSON.string) ?? .null, "partial_results": .object(task.partials),
            "timestamp": .string(time.description), "offset": .int(offset),
        ]
    }

    /// What a frame shows of a task: no change of it, no frame.
    private struct Shown: Equatable {
        var status: TravelTask.Status
        var agent: String?
        var partials: JSONObject

        init(_ task: TravelTask) {
            status = task.status
            agent = task.currentAgent
            partials = task.partials
        }
    }
}
