import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexServer
import DuplexTesting
import DuplexTransport
import Synchronization

/// The server's real routes over a simulated world: requests go in as from a connection, answers come out.
///
/// A crash cuts every client that still waits for its answer, as the end of a process does.
final class SimulatedServer: Sendable {
    /// What a client was answered.
    struct Reply: Sendable {
        var status: Int
        var body: JSON
    }

    private struct Waiting: Sendable {
        var exchange: Exchange
        var continuation: CheckedContinuation<Reply?, Never>
    }

    private struct State {
        var gateway: Gateway
        var waiting: [Int: Waiting] = [:]
        var askedCount = 0
    }

    let world: Simulation
    private let state: Mutex<State>

    init(_ world: Simulation) {
        self.world = world
        state = Mutex(State(gateway: Self.gateway(world)))
    }

    /// Asks, and waits for the answer; nil when the connection was cut before it came, at the latest after `patience`.
    func ask(
        _ method: String, _ target: String, _ body: JSON? = nil, headers: HTTPHeaders = [:], patience: Duration? = nil
    ) async -> Reply? {
        var headers = headers
        headers.append("Host", "localhost")
        if body != nil { headers.append("Content-Type", "application/json") }
        let request = HTTPRequest(
            method: method, target: target, headers: headers, body: body?.bytes ?? [],
            peer: PeerAddress(ip: "127.0.0.1", isLoopback: true), loop: world.loop)
        return await withCheckedContinuation { continuation in
            let (number, gateway) = state.withLock { state in
                state.askedCount += 1
                return (state.askedCount, state.gateway)
            }
            let exchange = Exchange(on: world.loop) { [self] status, _, body in
                let json = body.isEmpty ? JSON.null : (try? JSON(parsing: body)) ?? .string("not JSON")
                take(number)?.continuation.resume(returning: Reply(status: status, body: json))
            }
            state.withLock { $0.waiting[number] = Waiting(exchange: exchange, continuation: continuation) }
            if let patience { _ = world.loop.schedule(after: patience) { [self] in cut(number: number) } }
            gateway.handle(request, exchange)
        }
    }

    /// Kills the process, and starts it again.
    func crash() async throws {
        cut(Int.max)
        world.crash()
        state.withLock { $0.gateway = Self.gateway(world) }
        let result = await withCheckedContinuation { continuation in
            world.sessions.recover { continuation.resume(returning: $0) }
        }
        // Another crash may come before this one has been recovered from.
        if case .failure(let error) = result, error != .closed { throw error }
    }

    /// Lets the network drop up to `count` clients that wait, those first who have waited longest.
    func cut(_ count: Int) {
        let cut = state.withLock { state in state.waiting.keys.sorted().prefix(count) }
        for number in cut { self.cut(number: number) }
    }

    private func cut(number: Int) {
        guard let waiting = take(number) else { return }
        waiting.exchange.connectionClosed()
        waiting.continuation.resume(returning: nil)
    }

    private func take(_ number: Int) -> Waiting? { state.withLock { $0.waiting.removeValue(forKey: number) } }

    private static func gateway(_ world: Simulation) -> Gateway {
        let gatekeeper = Gatekeeper(tokens: Tokens(), isLoopback: true, wall: world.wall)
        let context = ServerContext(sessions: world.sessions, gatekeeper: gatekeeper)
        return Gateway(facades: [NativeFacade(context).facade], context: context)
    }
}
