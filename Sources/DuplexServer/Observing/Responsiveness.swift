package import DuplexCore

/// How soon, and how often, people see that something happens: a pure fold of the events of one session.
///
/// What began before the fold did, as after a restart, gives no measure.
package struct ResponsivenessFold: Sendable {
    /// Something that was found; times are in seconds.
    package enum Measure: Equatable, Sendable {
        /// From a message to the first sign of the turn that it belongs to.
        case acknowledgement(Double, Lane)

        /// The longest time in a turn without a sign of it. Waiting for a person is no silence.
        case silence(Double, Lane)

        /// From a tool's start or progress to its next progress or its end.
        case progressInterval(Double, tool: String)

        /// How far a tool's end was from what had been estimated after a quarter, a half, or three quarters of it.
        case estimateError(Double, tool: String)

        /// The session spoke for a silent tool.
        case silenceNotice
    }

    /// A message of which nothing was seen yet.
    private struct Message {
        var turn: TurnID
        var time: Timestamp
    }

    private struct Turn {
        var lane: Lane
        var lastSign: Timestamp
        var longest = 0.0
    }

    private struct Call {
        var name: String
        var turn: TurnID
        var start: Timestamp
        var lastSign: Timestamp
        var percent = 0

        /// When the call would end, as it looked at each of ``milestones``.
        var estimates: [Double] = []
    }

    /// The percentages at which an estimate is kept: the first one is the first that means anything.
    private static let milestones = [25, 50, 75]

    /// The kinds that change it.
    package static let kinds: Set<EventKind> = [
        .arbiterDecided, .turnStarted, .turnEnded, .messageDelta, .messageAgent, .responsePreparing, .toolStarted,
        .toolProgress, .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver, .inputRequested,
        .inputResolved, .custom, .sessionClosed,
    ]

    private var messages: [Offset: Message] = [:]
    private var turns: [TurnID: Turn] = [:]
    private var calls: [CallID: Call] = [:]

    package init() {}

    /// Whether nothing is under way.
    package var isEmpty: Bool { messages.isEmpty && turns.isEmpty && calls.isEmpty }

    /// Takes the next event in; answers with what it shows.
    package mutating func apply(_ event: Event) -> [Measure] {
        switch event.kind {
        case .arbiterDecided:
            decide(event)
            return []
        case .turnStarted:
            guard let turn = event.turn else { return [] }
            turns[turn] = Turn(lane: event.entry.lane ?? .main, lastSign: event.time)
            return []
        case .messageDelta, .messageAgent, .responsePreparing, .inputRequested: return sign(event)
        case .inputResolved:
            // The time that the person took is nobody's silence.
            if let turn = event.turn { turns[turn]?.lastSign = event.time }
            return []
        case .custom: return isNotice(event) ? [.silenceNotice] + sign(event) : []
        case .toolStarted, .toolProgress, .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver:
            return applyTool(event) + sign(event)
        case .turnEnded: return end(event)
        case .sessionClosed:
            self = Self()
            return []
        default: return []
        }
    }

    /// A decision says which turn a message belongs to; a later one may say another.
    private mutating func decide(_ event: Event) {
        guard let turn = event.turn, let offset = event.payload["event"]?.int.map({ Offset($0) }) else { return }
        messages[offset] = Message(turn: turn, time: messages[offset]?.time ?? event.time)
    }

    /// Something of a turn is to be seen.
    private mutating func sign(_ event: Event) -> [Measure] {
        guard let id = event.turn, var turn = turns[id] else { return [] }
        turn.longest = max(turn.longest, Self.seconds(from: turn.lastSign, to: event.time))
        turn.lastSign = event.time
        turns[id] = turn
        // Most signs are words that follow others.
        guard !messages.isEmpty else { return [] }
        let seen = messages.filter { $0.value.turn == id }
        for offset in seen.keys { messages[offset] = nil }
        return seen.values.map { .acknowledgement(Self.seconds(from: $0.time, to: event.time), turn.lane) }
    }

    private mutating func end(_ event: Event) -> [Measure] {
        guard let id = event.turn else { return [] }
        // Of a message whose turn ends without a sign of it, the end is not the sign: it may be far away.
        messages = messages.filter { $0.value.turn != id }
        calls = calls.filter { $0.value.turn != id }
        guard let turn = turns.removeValue(forKey: id) else { return [] }
        return [.silence(max(turn.longest, Self.seconds(from: turn.lastSign, to: event.time)), turn.lane)]
    }

    private mutating func applyTool(_ event: Event) -> [Measure] {
        guard let id = event.payload["call"]?.string.map({ CallID($0) }), let turn = event.turn else { return [] }
        if event.kind == .toolStarted {
            let name = event.payload["name"]?.string ?? ""
            calls[id] = Call(name: name, turn: turn, start: event.time, lastSign: event.time)
            return []
        }
        guard var call = calls.removeValue(forKey: id) else { return [] }
        var measures: [Measure] = [
            .progressInterval(Self.seconds(from: call.lastSign, to: event.time), tool: call.name)
        ]
        let elapsed = Self.seconds(from: call.start, to: event.time)
        switch event.kind {
        case .toolProgress:
            call.lastSign = event.time
            let percent = event.payload["percent"]?.int ?? call.percent
            let passed = Self.milestones.filter { call.percent < $0 && $0 <= percent }
            if !passed.isEmpty, percent < 100 { call.estimates.append(elapsed * 100 / Double(percent)) }
            call.percent = max(call.percent, percent)
            calls[id] = call
        case .toolFinished:
            measures += call.estimates.map { .estimateError(abs($0 - elapsed), tool: call.name) }
        default: break
        }
        return measures
    }

    private func isNotice(_ event: Event) -> Bool {
        event.entry.source == .system && event.payload["type"]?.string == SessionMachine.silenceNoticeType
    }

    /// A clock that was set back makes no time negative.
    private static func seconds(from start: Timestamp, to end: Timestamp) -> Double {
        Double(max(0, end.microseconds - start.microseconds)) / 1_000_000
    }
}
