/// A saved view of a session's log: the turns of one progress id, and which of their events it shows.
///
/// It says where to look; the events themselves stay in the log, whatever becomes of the view.
package struct ProgressView: Equatable, Sendable {
    /// How long a view is kept after its last turn began, unless the caller says otherwise: seven days.
    package static let lifetime = Duration.seconds(7 * 24 * 3600)

    /// The turns that a view keeps; with one more the oldest goes.
    package static let turnCountMax = 1000

    package var session: SessionID

    /// Oldest first.
    package var turns: [TurnID]

    /// The offset of the first turn's first event: nothing before it is shown.
    package var base: Offset
    package var filter: ProgressFilter
    package var expires: Timestamp

    package init(session: SessionID, turns: [TurnID], base: Offset, filter: ProgressFilter, expires: Timestamp) {
        self.session = session
        self.turns = turns
        self.base = base
        self.filter = filter
        self.expires = expires
    }

    /// Reads the saved form; nil when it is damaged.
    package init?(json: JSON) {
        guard let session = json["session"]?.string, let turns = json["turns"]?.array, let base = json["base"]?.int,
            base >= 0, let expires = json["expires"]?.string.flatMap(Timestamp.init(parsing:)),
            let filter = json["filter"]
        else { return nil }
        self.init(
            session: SessionID(session), turns: turns.compactMap { $0.string.map(TurnID.init) }, base: Offset(base),
            filter: ProgressFilter(json: filter), expires: expires)
    }

    /// The saved form.
    package var json: JSON {
        [
            "session": .string(session.value), "turns": .array(turns.map { .string($0.value) }),
            "base": .int(base.value), "filter": .object(filter.members), "expires": .string(expires.description),
        ]
    }

    /// The view after another turn: it begins anew with `next`, unless `keeps` and both are of one session.
    ///
    /// A message for a turn that the view has already changes its filter and its expiry only.
    package func followed(by next: ProgressView, keeps: Bool) -> ProgressView {
        let isSame = session == next.session
        guard isSame, keeps || next.turns.allSatisfy(turns.contains) else { return next }
        var view = next
        view.turns = Array((turns + next.turns.filter { !turns.contains($0) }).suffix(Self.turnCountMax))
        view.base = min(base, next.base)
        return view
    }
}
