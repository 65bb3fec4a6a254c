import DuplexCore
import DuplexRuntime
import DuplexTesting
import Synchronization

/// Someone who reads along and remembers: what a reader has seen, and what a sender was promised, must be in the log.
final class Witness: Sendable {
    private struct State {
        var session: SessionID?
        var seen: [Offset: [UInt8]] = [:]
        var promised: [Offset: TurnID] = [:]
        var faults: [String] = []
    }

    private let state = Mutex(State())

    var session: SessionID? {
        get { state.withLock { $0.session } }
        set { state.withLock { $0.session = newValue } }
    }

    /// A sender was told that its message is at this offset.
    func promise(_ offset: Offset, _ turn: TurnID) { state.withLock { $0.promised[offset] = turn } }

    /// Reads until its task is cancelled or the session is at rest, across crashes.
    func read(_ world: Simulation, until isOver: @Sendable () -> Bool) async {
        var cursor = Offset.zero
        while !isOver() {
            guard let id = session, let session = try? await world.session(id) else {
                // Not there yet, or in the middle of a crash: the next look is a job of its own.
                await Task.yield()
                continue
            }
            let reader = LogReader(session: session, from: cursor, filter: EventFilter(), store: world.store)
            while !isOver() {
                let page = await reader.page()
                for event in page.events { see(event) }
                cursor = page.next
                guard page.state == .open else { break }
            }
            if !isOver() { await Task.yield() }
        }
    }

    private func see(_ event: StoredEvent) {
        state.withLock { state in
            if let before = state.seen.updateValue(event.bytes, forKey: event.offset), before != event.bytes {
                state.faults.append("offset \(event.offset) was read with two different contents")
            }
        }
    }

    /// What the log that is left does not hold of what was seen and promised.
    func faults(against log: [Event]) -> [String] {
        state.withLock { state in
            var faults = state.faults
            for (offset, bytes) in state.seen.sorted(by: { $0.key < $1.key }) {
                guard offset.value < log.count else {
                    faults.append("offset \(offset) was read but is not in the log")
                    continue
                }
                if log[offset.value].bytes != bytes { faults.append("offset \(offset) was read, but is another event") }
            }
            for (offset, turn) in state.promised.sorted(by: { $0.key < $1.key }) {
                guard offset.value < log.count, log[offset.value].turn == turn else {
                    faults.append("the message at \(offset) was acknowledged but is not in the log")
                    continue
                }
            }
            return faults
        }
    }
}
