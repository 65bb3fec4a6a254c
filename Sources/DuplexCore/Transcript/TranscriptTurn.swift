/// One turn as its transcript tells it: what people said, then each step's words and calls.
///
/// A message that belongs to no turn is kept as a turn without a name that has already ended.
package struct TranscriptTurn: Equatable, Sendable {
    package var id: TurnID?
    package var lane: Lane
    package var isStarted = false
    package var items: [Item] = []

    /// Messages that arrived while the turn ran and that no step has taken up yet.
    package var steers: [Item.Said] = []
    package var end: End?

    package init(id: TurnID?, lane: Lane) {
        self.id = id
        self.lane = lane
    }

    package struct End: Equatable, Sendable {
        package var offset: Int
        package var outcome: Outcome

        /// The sentence that stands where the answer would be; nil when none is missing.
        package var marker: String?
    }

    package struct Call: Equatable, Sendable {
        package var id: CallID
        package var shown: TranscriptCall
        package var status = CallStatus.notStarted
        package var isWrite = false
        package var selected: Int
        package var ended: Int?
    }

    package enum Item: Equatable, Sendable {
        /// Words with the offset of the event that carries them.
        package struct Said: Equatable, Sendable {
            package var offset: Int
            package var text: String
        }

        package struct Step: Equatable, Sendable {
            package var run: RunID?
            package var number: Int?
            package var said: Said?
            package var calls: [Call]
        }

        case user(Said)
        case assistant(Step)
    }
}

extension TranscriptTurn {
    package var isEnded: Bool { end != nil }

    /// Whether the turn begins with a person's words, so that a window may begin with it.
    package var beginsWithUser: Bool {
        guard case .user? = items.first else { return items.isEmpty && !steers.isEmpty }
        return true
    }

    /// How many messages it gives.
    package var messageCount: Int {
        var count = items.count + steers.count
        for case .assistant(let step) in items { count += step.calls.count }
        return count > 0 && end?.marker != nil ? count + 1 : count
    }

    /// Its messages: each call is followed at once by its result, and what was not taken up yet comes last.
    package var messages: [TranscriptMessage] {
        var messages: [TranscriptMessage] = []
        for item in items {
            switch item {
            case .user(let said): messages.append(.user(said.text))
            case .assistant(let step):
                messages.append(.assistant(step.said?.text ?? "", calls: step.calls.map(\.shown)))
                for call in step.calls { messages.append(.tool(call: call.shown.id, text: call.status.text)) }
            }
        }
        // The marker precedes messages that came too late: they are for the next turn to answer.
        if let marker = end?.marker, !(messages.isEmpty && steers.isEmpty) { messages.append(.assistant(marker)) }
        for steer in steers { messages.append(.user(steer.text)) }
        return messages
    }
}

extension TranscriptTurn {
    /// Places words of a person: before the work while it has not begun, else after the results that are still due.
    package mutating func hear(_ said: Item.Said) {
        guard isStarted else { return insertInput(said) }
        steers.append(said)
    }

    /// Adds to the turn's input, in the order of the log.
    package mutating func insertInput(_ said: Item.Said) {
        let place = items.firstIndex { item in
            switch item {
            case .user(let other): other.offset > said.offset
            case .assistant: true
            }
        }
        items.insert(.user(said), at: place ?? items.count)
    }

    /// Takes up a message that arrived meanwhile; false when there is none at that offset.
    package mutating func consume(_ offset: Int) -> Bool {
        guard let index = steers.firstIndex(where: { $0.offset == offset }) else { return false }
        items.append(.user(steers.remove(at: index)))
        trim()
        return true
    }

    /// Gives up the words at an offset, for another turn.
    package mutating func take(_ offset: Int) -> Item.Said? {
        if let index = steers.firstIndex(where: { $0.offset == offset }) { return steers.remove(at: index) }
        for (index, item) in items.enumerated() {
            guard case .user(let said) = item, said.offset == offset else { continue }
            items.remove(at: index)
            return said
        }
        return nil
    }

    package mutating func say(_ said: Item.Said, run: RunID?, step: Int?) {
        items.append(.assistant(.init(run: run, number: step, said: said, calls: [])))
        trim()
    }

    /// Adds a call to the step that asked for it; the words of that step and its calls are one message.
    package mutating func select(_ call: Call, run: RunID?, step: Int?) {
        let place = items.lastIndex { item in
            if case .assistant(let other) = item { other.run == run && other.number == step } else { false }
        }
        guard let place, case .assistant(var other) = items[place], step != nil || place == items.count - 1 else {
            items.append(.assistant(.init(run: run, number: step, said: nil, calls: [call])))
            return trim()
        }
        var call = call
        // A provider may repeat a name within a step; two results of one name would be invalid.
        if other.calls.contains(where: { $0.shown.id == call.shown.id }) { call.shown.id = call.id.value }
        other.calls.append(call)
        items[place] = .assistant(other)
    }

    /// Changes a call of this turn; false when it has none of that name.
    package mutating func change(_ id: CallID, _ body: (inout Call) -> Void) -> Bool {
        for place in items.indices.reversed() {
            guard case .assistant(var step) = items[place],
                let index = step.calls.lastIndex(where: { $0.id == id })
            else { continue }
            body(&step.calls[index])
            items[place] = .assistant(step)
            return true
        }
        return false
    }

    /// Ends the turn: whatever had no end of its own gets the most that can be said truthfully.
    package mutating func finish(_ end: End) {
        self.end = end
        // Talk of the side lane that was broken off stays outside the transcript; the question remains.
        let isAborted = lane == .side && end.outcome != .completed
        if isAborted { items.removeAll { if case .assistant = $0 { true } else { false } } }
        for place in items.indices {
            guard case .assistant(var step) = items[place] else { continue }
            for index in step.calls.indices {
                guard case .running = step.calls[index].status else { continue }
                step.calls[index].status = step.calls[index].isWrite ? .cancelledEffectUnknown : .cancelledBeforeEffect
            }
            items[place] = .assistant(step)
        }
    }

    /// Takes a range out of view; true when that changed anything.
    ///
    /// A call goes as a whole, never without its result.
    package mutating func hide(_ range: ClosedRange<Int>) -> Bool {
        let before = self
        steers.removeAll { range.contains($0.offset) }
        items = items.compactMap { item in
            switch item {
            case .user(let said): return range.contains(said.offset) ? nil : item
            case .assistant(var step):
                if let said = step.said, range.contains(said.offset) { step.said = nil }
                step.calls.removeAll { range.contains($0.selected) || $0.ended.map(range.contains) ?? false }
                return step.said == nil && step.calls.isEmpty ? nil : .assistant(step)
            }
        }
        if let offset = end?.offset, range.contains(offset) { end?.marker = nil }
        return self != before
    }

    /// Items of one turn that are kept; a turn with more has lost itself, and its beginning and end tell enough.
    private static var itemCountMax: Int { 256 }

    private mutating func trim() {
        guard items.count > Self.itemCountMax else { return }
        items.remove(at: beginsWithUser ? 1 : 0)
    }
}
