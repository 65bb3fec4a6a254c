/// The fold's saved form. Only what a later turn needs is kept: a log is saved between turns, when nothing is open.
extension SessionFold {
    package var snapshot: JSON {
        var object: JSONObject = [
            "agent": .string(agent), "owner": .string(owner.value), "created": .string(created.description),
            "next": .int(nextOffset),
        ]
        object["title"] = title.map(JSON.string)
        if !metadata.isEmpty { object["metadata"] = .object(metadata) }
        object["when_busy"] = whenBusy.map { .string($0.name) }
        if isManual { object["manual"] = true }
        object["customer"] = customer.map(JSON.string)
        if !hasSideLane { object["side"] = false }
        if !memory.isEmpty { object["memory"] = .object(memory) }
        object["turns"] = .array(
            turns.map { turn in
                var saved: JSONObject = [
                    "id": .string(turn.id.value), "state": .string(turn.state.name), "lane": .string(turn.lane.rawValue),
                ]
                saved["successor"] = turn.successor.map { .string($0.value) }
                saved["first"] = .int(turn.firstOffset.value)
                saved["filter"] = turn.filter.map { .object($0.members) }
                return .object(saved)
            })
        object["partials"] = .array(
            partials.map { partial in
                [
                    "turn": .string(partial.turn.value), "run": .string(partial.run.value),
                    "key": .string(partial.key), "revision": .int(partial.revision), "value": partial.value,
                    "complete": .bool(partial.isComplete),
                ]
            })
        object["recent"] = .array(recent.map { ["user": .bool($0.isUser), "text": .string($0.text)] })
        object["last_message"] = lastMessageTime.map { .string($0.description) }
        object["interrupted"] = .array(
            interrupted.map { kept in
                var saved: JSONObject = [
                    "transfer": kept.transfer.payload, "outcome": .string(kept.outcome.rawValue),
                    "consumed": .bool(kept.isConsumed), "resumed": .bool(kept.isResumed),
                ]
                saved["inherits"] = kept.inherits.map { .string($0.value) }
                return .object(saved)
            })
        return .object(object)
    }

    /// Reads the saved form; nil when it is damaged or of a session with open turns.
    package init?(snapshot: JSON) {
        self.init()
        guard let agent = snapshot["agent"]?.string, let owner = snapshot["owner"]?.string,
            let created = snapshot["created"]?.string.flatMap(Timestamp.init(parsing:)),
            let next = snapshot["next"]?.int, let turns = snapshot["turns"]?.array,
            let partials = snapshot["partials"]?.array
        else { return nil }
        self.agent = agent
        self.owner = Principal(owner)
        self.created = created
        nextOffset = next
        title = snapshot["title"]?.string
        metadata = snapshot["metadata"]?.object ?? [:]
        whenBusy = snapshot["when_busy"]?.string.flatMap(WhenBusy.init(name:))
        isManual = snapshot["manual"]?.bool ?? false
        customer = snapshot["customer"]?.string
        hasSideLane = snapshot["side"]?.bool ?? true
        memory = snapshot["memory"]?.object ?? [:]
        for saved in turns {
            guard let id = saved["id"]?.string, let state = saved["state"]?.string.flatMap(TurnState.init(name:)),
                case .ended = state, let lane = saved["lane"]?.string.flatMap(Lane.init(rawValue:))
            else { return nil }
            self.turns.append(
                Turn(
                    id: TurnID(id), state: state, lane: lane, successor: saved["successor"]?.string.map(TurnID.init),
                    input: [], firstOffset: Offset(max(0, saved["first"]?.int ?? 0)),
                    filter: saved["filter"].map(ProgressFilter.init(json:))))
        }
        lastMessageTime = snapshot["last_message"]?.string.flatMap(Timestamp.init(parsing:))
        recent = (snapshot["recent"]?.array ?? []).compactMap { saved in
            guard let isUser = saved["user"]?.bool, let text = saved["text"]?.string else { return nil }
            return Said(isUser: isUser, text: text)
        }
        for saved in snapshot["interrupted"]?.array ?? [] {
            guard let transfer = saved["transfer"].flatMap(ContextTransfer.init(payload:)),
                let outcome = saved["outcome"]?.string.flatMap(Outcome.init(rawValue:))
            else { return nil }
            interrupted.append(
                Interrupted(
                    transfer: transfer, outcome: outcome, inherits: saved["inherits"]?.string.map(TurnID.init),
                    isConsumed: saved["consumed"]?.bool ?? true,
                    isResumed: saved["resumed"]?.bool ?? true))
        }
        for saved in partials {
            guard let turn = saved["turn"]?.string, let run = saved["run"]?.string, let key = saved["key"]?.string,
                let revision = saved["revision"]?.int, let value = saved["value"],
                let isComplete = saved["complete"]?.bool
            else { return nil }
            self.partials.append(
                Partial(
                    turn: TurnID(turn), run: RunID(run), key: key, revision: revision, value: value,
                    isComplete: isComplete))
        }
    }
}
