import Synchronization

/// What other threads ask of the client's thread.
enum Command: Sendable {
    case start(Transfer, HTTPCall, TargetAddress)
    case resume(Transfer)
    case release(Transfer)
    case cancel(Transfer)
    case close
}

/// Commands for the client's thread, in order, and the bell that wakes it.
///
/// It holds at most one start, one release and one cancel for each call, and one resume for each 64 KiB read.
final class Inbox: Sendable {
    private let state: Mutex<State>

    init(_ bell: MultiHandle) { state = Mutex(State(bell: bell)) }

    /// Hands a command over; false once the thread takes no more.
    @discardableResult
    func post(_ command: Command) -> Bool {
        let (isFirst, bell) = state.withLock { state in
            guard let bell = state.bell else { return (false, nil as MultiHandle?) }
            state.commands.append(command)
            return (state.commands.count == 1, bell)
        }
        // Whoever finds the inbox empty rings; the commands that follow are found with the first.
        if isFirst { bell?.wakeUp() }
        return bell != nil
    }

    func take() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Takes the last commands; later ones are refused, and the connections are no longer held from here.
    func close() -> [Command] {
        state.withLock { state in
            state.bell = nil
            defer { state.commands = [] }
            return state.commands
        }
    }

    private struct State {
        var commands: [Command] = []
        /// Nil once the thread takes no more.
        var bell: MultiHandle?
    }
}
