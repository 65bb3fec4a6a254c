package import DuplexCore

/// Which events of a log a reader wants.
package struct EventFilter: Equatable, Sendable {
    package var kinds: Set<EventKind>?
    package var sources: Set<EventSource>?
    package var lane: Lane?
    package var turn: TurnID?

    /// Only events of a saved view's turns; nil for all.
    package var view: ViewedTurns?

    /// Only what the conversation view shows in this mode, and what changes how it shows that; nil for everything.
    package var conversation: ConversationMode?

    package init(
        kinds: Set<EventKind>? = nil, sources: Set<EventSource>? = nil, lane: Lane? = nil, turn: TurnID? = nil,
        view: ViewedTurns? = nil, conversation: ConversationMode? = nil
    ) {
        self.kinds = kinds
        self.sources = sources
        self.lane = lane
        self.turn = turn
        self.view = view
        self.conversation = conversation
    }

    /// Whether the event passes; nothing is decoded for it.
    package func matches(_ event: StoredEvent) -> Bool {
        // First, since it has to see messages that the other conditions leave out.
        (view?.admits(event) ?? true) && (kinds?.contains(event.kind) ?? true)
            && (sources?.contains(event.source) ?? true) && (lane == nil || lane == event.lane)
            && (turn == nil || turn == event.turn) && (conversation.map { event.concerns($0) } ?? true)
    }
}

extension StoredEvent {
    /// Whether the conversation view shows the event, or shows another one differently because of it.
    fileprivate func concerns(_ mode: ConversationMode) -> Bool {
        viewCount > 0 || (mode == .stream && (kind == .messageDelta || kind == .runEnded))
    }
}
