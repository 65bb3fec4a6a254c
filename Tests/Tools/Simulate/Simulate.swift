import DuplexCore
import DuplexDemo
import DuplexTesting
import Glibc
import Synchronization

/// Runs many seeds of the chaos scenario and checks every log at every prefix.
///
///     DuplexSimulate [--through sessions|routes] [--seeds N] [--from SEED] [--distinct N]
///                    [--fault publish-before-commit]
///
/// Through the sessions it speaks to the session's shell; through the routes its clients send HTTP requests to the
/// server's own handlers, without the sockets.
/// A single seed, as in `--seeds 1 --from 907 --distinct 1`, prints its log too.
///
/// Exit status: 0 when no promise was broken and at least `--distinct` different interleavings were seen; 1 otherwise;
/// 2 for unusable arguments.
@main
enum Simulate {
    static func main() {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            print(
                "usage: DuplexSimulate [--through sessions|routes] [--seeds N] [--from SEED] [--distinct N] "
                    + "[--fault publish-before-commit]")
            exit(2)
        }
        guard EscapeNet.hang() else {
            print("the runtime has no hook for escaping jobs")
            exit(1)
        }
        var traces: Set<UInt64> = []
        var broken = 0
        var events = 0
        for seed in options.from..<(options.from + options.seeds) {
            let result = options.routes ? runRoutes(seed: seed, options) : run(seed: seed, options)
            traces.insert(result.trace)
            events += result.eventCount
            guard !result.faults.isEmpty else { continue }
            broken += 1
            if broken <= 5 {
                print("seed \(seed):")
                for fault in result.faults.prefix(5) { print("  \(fault)") }
            }
        }
        print(
            "\(options.seeds) seeds, \(traces.count) distinct interleavings, \(events) events checked, "
                + "\(broken) seeds with broken promises, \(EscapeNet.count) escaped jobs")
        exit(broken == 0 && traces.count >= options.distinct && EscapeNet.count == 0 ? 0 : 1)
    }

    /// The same world, entered by the server's real routes.
    private static func runRoutes(
        seed: UInt64, _ options: Options
    ) -> (trace: UInt64, eventCount: Int, faults: [String]) {
        do {
            let world = try Simulation(
                seed: seed, agents: [EchoAgent()], limits: Chaos.limits,
                answersBeforeCommit: options.publishesBeforeCommit)
            let clients = Clients(SimulatedServer(world), seed: seed)
            let isDone = try world.run { _ in try await clients.play() }
            guard isDone else { return (world.loop.trace, 0, ["waits for what will never happen"]) }
            guard let id = clients.session else { return (world.loop.trace, 0, clients.faults) }
            let log = try world.log(of: id)
            if options.seeds == 1 { for event in log { print(String(decoding: event.bytes, as: UTF8.self)) } }
            return (world.loop.trace, log.count, LogChecker.check(log) + clients.faults)
        } catch {
            return (0, 0, ["threw \(error)"])
        }
    }

    private static func run(seed: UInt64, _ options: Options) -> (trace: UInt64, eventCount: Int, faults: [String]) {
        do {
            let world = try Simulation(
                seed: seed, agents: [EchoAgent()], limits: Chaos.limits,
                answersBeforeCommit: options.publishesBeforeCommit)
            let witness = Witness()
            let isOver = Flag()
            let isDone = try world.run { world in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await witness.read(world) { isOver.isSet } }
                    var chaos = Chaos(random: SeededGenerator(seed: seed))
                    try await chaos.play(world, witness)
                    isOver.set()
                    // One more event wakes the reader, so that it sees that it is over.
                    if let id = witness.session { _ = try await world.turn("hello", in: id) }
                }
            }
            guard isDone else { return (world.loop.trace, 0, ["waits for what will never happen"]) }
            guard let id = witness.session else { return (world.loop.trace, 0, ["has no session"]) }
            let log = try world.log(of: id)
            if options.seeds == 1 { for event in log { print(String(decoding: event.bytes, as: UTF8.self)) } }
            var faults = LogChecker.check(log) + witness.faults(against: log)
            if world.loop.foreignCount > 0 { faults.append("\(world.loop.foreignCount) jobs came from other threads") }
            return (world.loop.trace, log.count, faults)
        } catch {
            return (0, 0, ["threw \(error)"])
        }
    }
}

/// Set once.
private final class Flag: Sendable {
    private let state = Atomic<Bool>(false)

    var isSet: Bool { state.load(ordering: .relaxed) }

    func set() { state.store(true, ordering: .relaxed) }
}

private struct Options {
    var seeds: UInt64 = 1_000
    var from: UInt64 = 0
    var distinct = 100
    var publishesBeforeCommit = false
    /// Whether the world is entered by the server's routes instead of the sessions themselves.
    var routes = false

    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch (option, UInt64(value)) {
            case ("--seeds", let number?): seeds = number
            case ("--from", let number?): from = number
            case ("--distinct", let number?): distinct = Int(number)
            case ("--through", _) where ["routes", "sessions"].contains(value): routes = value == "routes"
            case ("--fault", _) where value == "publish-before-commit": publishesBeforeCommit = true
            default: return nil
            }
        }
    }
}
