package import DuplexCore

/// A piece of work with a beginning and an end: a turn, one of its runs, a step, a model call or a tool call.
package struct Span: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case turn, run, step, model, tool
    }

    package var kind: Kind
    package var name: String

    /// The turn: its name is the trace's.
    package var turn: TurnID

    /// 16 hexadecimal digits, derived from the place of its first event.
    package var id: String
    package var parent: String?
    package var start: Timestamp
    package var end: Timestamp

    /// What went wrong, as a code; nil where nothing did.
    package var failure: String?

    /// By OpenTelemetry's names for generative AI where it has one.
    package var attributes: JSONObject

    /// How long it took, in seconds; a clock that was set back makes none negative.
    package var seconds: Double { Double(max(0, end.microseconds - start.microseconds)) / 1_000_000 }
}

/// Makes spans of the events of one session: a pure fold.
///
/// What began before the fold did, as after a restart, gives no span.
package struct SpanFold: Sendable {
    private enum Key: Hashable {
        case turn(TurnID)
        case run(RunID)
        case step(RunID)
        case model(RunID)
        case tool(CallID)
    }

    /// The kinds that change it.
    package static let kinds: Set<EventKind> = [
        .turnStarted, .turnEnded, .runStarted, .runEnded, .stepStarted, .messageDelta, .modelRequested,
        .modelResponded, .toolStarted, .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver,
        .sessionClosed,
    ]

    private var open: [Key: Span] = [:]

    /// The run of each open call, which ends with its run at the latest.
    private var runs: [Key: RunID] = [:]

    package init() {}

    /// Whether nothing is under way.
    package var isEmpty: Bool { open.isEmpty }

    /// Takes the next event in; answers with the spans that it ends, children first.
    package mutating func apply(_ event: Event) -> [Span] {
        switch event.kind {
        case .turnStarted, .runStarted, .stepStarted, .modelRequested, .toolStarted: return begin(event)
        case .messageDelta:
            noteFirstWords(event)
            return []
        case .modelResponded: return end([event.entry.run.map(Key.model)], event)
        case .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver:
            return end([event.payload["call"]?.string.map { Key.tool(CallID($0)) }], event)
        case .runEnded:
            guard let run = event.entry.run else { return [] }
            let calls = runs.filter { $0.value == run }.map(\.key)
            return end(calls + [.model(run), .step(run), .run(run)], event)
        case .turnEnded:
            guard let turn = event.turn else { return [] }
            let rest = open.filter { $0.value.turn == turn && $0.value.kind != .turn }.map(\.key)
            return end(rest + [.turn(turn)], event)
        case .sessionClosed:
            open = [:]
            runs = [:]
            return []
        default: return []
        }
    }

    private mutating func begin(_ event: Event) -> [Span] {
        guard let turn = event.turn else { return [] }
        var ended: [Span] = []
        let entry = event.entry
        let agent = event.payload["agent"]?.string ?? ""
        var attributes: JSONObject = [Self.sessionName: .string(event.session.value)]
        attributes[Self.runName] = entry.run.map { .string($0.value) }
        switch (event.kind, entry.run) {
        case (.turnStarted, _):
            attributes[Self.laneName] = entry.lane.map { .string($0.rawValue) }
            attributes["duplex.resumes"] = event.payload["resumes"]
            start(.turn(turn), .turn, "turn", parent: nil, attributes, event, turn)
        case (.runStarted, let run?):
            attributes["gen_ai.operation.name"] = "invoke_agent"
            attributes["gen_ai.agent.name"] = .string(agent)
            let parent = entry.parentRun.flatMap { open[.run($0)] } ?? open[.turn(turn)]
            start(.run(run), .run, "invoke_agent \(agent)", parent: parent, attributes, event, turn)
        case (.stepStarted, let run?):
            ended = end([.model(run), .step(run)], event)
            attributes["duplex.step"] = entry.step.map(JSON.int)
            start(.step(run), .step, "step \(entry.step ?? 0)", parent: open[.run(run)], attributes, event, turn)
        case (.modelRequested, let run?):
            let model = event.payload["model"]?.string ?? ""
            attributes["gen_ai.operation.name"] = "chat"
            attributes["gen_ai.request.model"] = .string(model)
            attributes["gen_ai.provider.name"] = event.payload["provider"]
            attributes["gen_ai.request.temperature"] = event.payload["config"]?["temperature"]
            start(.model(run), .model, "chat \(model)", parent: stepOrRun(run), attributes, event, turn)
        case (.toolStarted, let run?):
            guard let call = event.payload["call"]?.string, let name = event.payload["name"]?.string else { return [] }
            attributes["gen_ai.operation.name"] = "execute_tool"
            attributes["gen_ai.tool.name"] = .string(name)
            attributes["gen_ai.tool.call.id"] = .string(call)
            let key = Key.tool(CallID(call))
            start(key, .tool, "execute_tool \(name)", parent: stepOrRun(run), attributes, event, turn)
            runs[key] = run
        default: break
        }
        return ended
    }

    private func stepOrRun(_ run: RunID) -> Span? { open[.step(run)] ?? open[.run(run)] }

    private mutating func start(
        _ key: Key, _ kind: Span.Kind, _ name: String, parent: Span?, _ attributes: JSONObject, _ event: Event,
        _ turn: TurnID
    ) {
        var digest = Digest(event.id)
        digest.add(kind.rawValue.utf8)
        open[key] = Span(
            kind: kind, name: name, turn: turn, id: String(digest.hex32.prefix(16)), parent: parent?.id,
            start: event.time, end: event.time, attributes: attributes)
    }

    private mutating func noteFirstWords(_ event: Event) {
        guard let turn = event.turn, let span = open[.turn(turn)],
            span.attributes[Self.firstWordsName] == nil
        else { return }
        let waited = Double(max(0, event.time.microseconds - span.start.microseconds)) / 1_000_000
        open[.turn(turn)]?.attributes[Self.firstWordsName] = .double(waited)
    }

    /// The session, the run and the lane that a span belongs to.
    package static let sessionName = "gen_ai.conversation.id"
    package static let runName = "duplex.run"
    package static let laneName = "duplex.lane"

    /// Seconds from a turn's start to its first words.
    package static let firstWordsName = "duplex.time_to_first_token"

    private mutating func end(_ keys: [Key?], _ event: Event) -> [Span] {
        keys.compactMap(\.self).compactMap { key in
            guard var span = open.removeValue(forKey: key) else { return nil }
            runs[key] = nil
            span.end = max(span.start, event.time)
            describeEnd(&span, event)
            return span
        }
    }

    /// What the event says of the span that it is the end of; of others it says only that they were left.
    private func describeEnd(_ span: inout Span, _ event: Event) {
        let payload = event.payload
        switch (span.kind, event.kind) {
        case (.turn, .turnEnded), (.run, .runEnded):
            let outcome = payload["outcome"]?.string ?? ""
            span.attributes["duplex.outcome"] = .string(outcome)
            if outcome == Outcome.failed.rawValue || outcome == Outcome.timedOut.rawValue {
                span.failure = payload["error"]?["code"]?.string ?? outcome
            }
        case (.model, .modelResponded):
            span.attributes["gen_ai.usage.input_tokens"] = payload["usage"]?["input_tokens"]
            span.attributes["gen_ai.usage.output_tokens"] = payload["usage"]?["output_tokens"]
            span.attributes["gen_ai.response.finish_reasons"] = payload["finish"].map { [$0] }
            span.failure = payload["error"]?["code"]?.string
        case (.tool, .toolFailed): span.failure = payload["error"]?["code"]?.string ?? "failed"
        case (.tool, .toolFinished): break
        case (.tool, _): span.attributes["duplex.outcome"] = .string(event.kind.description)
        default: break
        }
    }
}
