/// What an interrupted turn hands to the next one, so that its work is not lost.
public struct ContextTransfer: Equatable, Sendable {
    /// A result that the turn had found.
    public struct Finding: Equatable, Sendable {
        /// The agent's run that found it.
        public let run: RunID
        public let key: String
        public let value: JSON
        public let isComplete: Bool
    }

    /// Something that the turn did to the world, or may have done.
    public struct Effect: Equatable, Sendable {
        public let call: CallID

        /// The tool's name.
        public let name: String

        /// `committed`, `finished`, `failed` or `unknown`.
        public let outcome: String
    }

    /// The turn that was interrupted.
    public let turn: TurnID

    /// What the person had asked for.
    public let query: String

    /// The agents that had finished their part.
    public let completedAgents: [String]
    public let findings: [Finding]
    public let effects: [Effect]

    /// The words that the person has seen of an unfinished answer.
    public let seen: String
    public let reason: Cause
    public let time: Timestamp

    /// What that turn had been handed itself and could not finish either: the turns before it, newest first.
    public package(set) var earlier: [ContextTransfer] = []

    /// Reads the payload of `context.transferred`; nil for anything else.
    public init?(payload: JSON) {
        guard let turn = payload["from"]?.string, let query = payload["query"]?.string,
            let reason = payload["reason"]?.string.flatMap(Cause.init(rawValue:)),
            let time = payload["at"]?.string.flatMap(Timestamp.init(parsing:))
        else { return nil }
        self.turn = TurnID(turn)
        self.query = query
        self.reason = reason
        self.time = time
        seen = payload["seen"]?.string ?? ""
        completedAgents = payload["agents_completed"]?.array?.compactMap(\.string) ?? []
        findings = (payload["partials"]?.array ?? []).compactMap { saved in
            guard let run = saved["run"]?.string, let key = saved["key"]?.string else { return nil }
            return Finding(
                run: RunID(run), key: key, value: saved["value"] ?? .null,
                isComplete: saved["complete"]?.bool ?? false)
        }
        earlier = (payload["earlier"]?.array ?? []).compactMap(ContextTransfer.init(payload:))
        effects = (payload["effects"]?.array ?? []).compactMap { saved in
            guard let call = saved["call"]?.string, let name = saved["name"]?.string else { return nil }
            return Effect(call: CallID(call), name: name, outcome: saved["outcome"]?.string ?? "unknown")
        }
    }

    package init(
        turn: TurnID, query: String, completedAgents: [String], findings: [Finding], effects: [Effect], seen: String,
        reason: Cause, time: Timestamp
    ) {
        self.turn = turn
        self.query = query
        self.completedAgents = completedAgents
        self.findings = findings
        self.effects = effects
        self.seen = seen
        self.reason = reason
        self.time = time
    }

    /// The payload of `context.transferred`.
    package var payload: JSON {
        var object = ownMembers
        if !earlier.isEmpty { object["earlier"] = .array(earlier.map(\.payload)) }
        return .object(object)
    }

    private var ownMembers: JSONObject {
        [
            "from": .string(turn.value), "reason": .string(reason.rawValue), "query": .string(query),
            "agents_completed": .array(completedAgents.map(JSON.string)),
            "partials": .array(
                findings.map { finding in
                    [
                        "run": .string(finding.run.value), "key": .string(finding.key), "value": finding.value,
                        "complete": .bool(finding.isComplete),
                    ]
                }),
            "effects": .array(
                effects.map { effect in
                    [
                        "call": .string(effect.call.value), "name": .string(effect.name),
                        "outcome": .string(effect.outcome),
                    ]
                }),
            "seen": .string(seen), "at": .string(time.description),
        ]
    }

    /// The same with one more effect: a detached write that has come to its end after all.
    package func adding(_ effect: Effect) -> ContextTransfer {
        var changed = ContextTransfer(
            turn: turn, query: query, completedAgents: completedAgents, findings: findings,
            effects: effects.filter { $0.call != effect.call } + [effect], seen: seen, reason: reason, time: time)
        changed.earlier = earlier
        return changed
    }

    /// This and what came before it, newest first.
    package var all: [ContextTransfer] { [self] + earlier }
}
