import DuplexCore
import DuplexRuntime

/// Which events a reader asks for, over any transport.
struct EventsQuery: Sendable {
    enum Parameter {
        static let from = Field("from", .count(), "The first offset wanted; 0 when left out.")
        static let kinds = Field(
            "kinds", kindFormat.commaSeparated(), "Only events of these kinds, with commas between them.")
        static let source = Field(
            "source",
            Format<EventSource>.word(EventSource.allCases.map(\.rawValue), EventSource.init(rawValue:)).commaSeparated(),
            "Only events of these sources, with commas between them.")
        static let lane = Field(
            "lane", .word(Lane.allCases.map(\.rawValue), Lane.init(rawValue:)), "Only events of this lane.")
        static let turn = Field("turn", .text(), "Only events of this turn.")
        static let history = Field(
            "history", .text(), "The history that `from` belongs to; another one is answered with 409.")
        static let limit = Field(
            "limit", .count(clampedTo: ServerLimits.pageEventCountMax), "The most events wanted; 100 when left out.")
        static let wait = Field(
            "wait", .seconds(upTo: ServerLimits.waitSecondsMax, clamps: true),
            "How long to wait for the first event, in seconds.")

        /// Those that every transport takes.
        static let shared = [
            from.declared, kinds.declared, source.declared, lane.declared, turn.declared, history.declared,
        ]
    }

    static let kindFormat = Format<EventKind>(schema: ["type": "string"]) { json throws(FieldProblem) in
        guard let name = json.string else { throw .expected("a string", json) }
        let kind = EventKind(name)
        guard kind.isKnown else { throw FieldProblem("there is no event kind “\(name)”") }
        return kind
    }

    var from: Offset

    /// The first offset that a saved view shows; nil for a whole log.
    var base: Offset?
    var filter: EventFilter
    var history: String?
    var limit: Int
    var wait: Duration

    /// Reads a query.
    init(_ query: Fields) throws(APIError) {
        from = Offset(try query.get(Parameter.from) ?? 0)
        filter = EventFilter(
            kinds: try query.get(Parameter.kinds).map(Set.init), sources: try query.get(Parameter.source).map(Set.init),
            lane: try query.get(Parameter.lane), turn: try query.get(Parameter.turn).map(TurnID.init))
        history = try query.get(Parameter.history)
        limit = max(1, try query.get(Parameter.limit) ?? 100)
        wait = try query.get(Parameter.wait) ?? .zero
    }

    /// Goes on after the last event that an event source has seen, which it says in a header because it repeats its
    /// URL as it was.
    mutating func resume(after lastEventID: String?) throws(APIError) {
        guard let lastEventID else { return }
        guard let last = Int(lastEventID), last >= 0, last < .max else {
            throw .invalid("Last-Event-ID", "must be an offset")
        }
        from = Offset(last + 1)
    }

    /// Refuses a reader whose offset belongs to another life of the store.
    func check(against session: isolated Session, history current: String) throws(APIError) {
        guard history ?? current == current, from <= session.end else {
            throw .historyChanged(current, head: session.head)
        }
    }
}
