package import DuplexCore
import Synchronization

/// The turns of a saved view, for one reader of it; a turn that joins the view while the reader waits is added.
package final class ViewedTurns: Equatable, Sendable {
    private let id: String
    private let turns: Mutex<Set<TurnID>>

    package init(_ view: ProgressView, id: String) {
        self.id = id
        turns = Mutex(Set(view.turns))
    }

    /// Whether the event is of one of the turns. A message that names the view brings its turn along.
    package func admits(_ event: StoredEvent) -> Bool {
        guard let turn = event.turn else { return false }
        if turns.withLock({ $0.contains(turn) }) { return true }
        // Damaged bytes would have been found before they came to a reader.
        guard event.kind == .messageUser, let progress = (try? event.event())?.payload["progress"],
            progress["id"]?.string == id
        else { return false }
        turns.withLock { turns in
            if progress["keep"]?.bool != true { turns.removeAll() }
            turns.insert(turn)
        }
        return true
    }

    package static func == (left: ViewedTurns, right: ViewedTurns) -> Bool { left === right }
}
