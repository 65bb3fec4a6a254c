import DuplexCore
import Glibc

/// The pure machine's part of a no-op turn, without the shell, the store and the wires.
enum MachineTurn {
    /// The microseconds of processor time of one turn of a session that has had many.
    static func measure(count: Int) throws -> Double {
        var machine = SessionMachine(id: "session")
        _ = machine.handle(.open(SessionSettings(agent: "noop"), owner: .local), at: .zero, wall: wall(0))
        for turn in 0..<count / 10 { try perform(turn, &machine) }
        let start = Moment.read(CLOCK_THREAD_CPUTIME_ID)
        for turn in 0..<count { try perform(count + turn, &machine) }
        return Double(Moment.read(CLOCK_THREAD_CPUTIME_ID) - start) / 1000 / Double(count)
    }

    private static func perform(_ number: Int, _ machine: inout SessionMachine) throws {
        let ticket = Ticket(number)
        let effects = machine.handle(.message(Submission(text: "hello"), ticket), at: .zero, wall: wall(number))
        var run: RunID?
        for case .startRun(let start) in effects { run = start.run }
        guard let run else { throw BenchError("the machine started no run") }
        commit(&machine, number)
        let last = machine.handle(.runReturned(run, .finished), at: .zero, wall: wall(number))
        let isEnded = last.contains { if case .append(let entry) = $0 { entry.kind == .turnEnded } else { false } }
        guard isEnded else { throw BenchError("the machine did not end the turn") }
        commit(&machine, number)
    }

    private static func commit(_ machine: inout SessionMachine, _ number: Int) {
        _ = machine.handle(.committed(Offset(machine.fold.nextOffset - 1)), at: .zero, wall: wall(number))
    }

    private static func wall(_ number: Int) -> Timestamp {
        Timestamp(microseconds: 1_750_000_000_000_000 + Int64(number))
    }
}
