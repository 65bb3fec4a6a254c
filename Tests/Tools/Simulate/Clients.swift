import DuplexCore
import DuplexLoop
import DuplexTesting
import DuplexTransport
import Synchronization

/// Clients of the real routes who speak, read, stop and delete while the process and the network fail them.
///
/// Each does what a good client does: it repeats what was cut with the same key, and reads on from its cursor. What
/// they were told must be in the log in the end, once, and what they read must be the log.
final class Clients: Sendable {
    private struct State {
        var sessions: [String] = []
        var faults: [String] = []
        /// The message that each key was acknowledged with.
        var promised: [String: Int] = [:]
        var isOver = false
    }

    private static let texts = ["hello", "NOSLEEP slow", "tool please", "SLEEP:2 wait", "boom", "slow and long"]
    private static let attemptCountMax = 200

    private let server: SimulatedServer
    private let clock: LoopClock
    private let seed: UInt64
    private let state = Mutex(State())

    init(_ server: SimulatedServer, seed: UInt64) {
        self.server = server
        self.seed = seed
        clock = LoopClock(server.world.loop)
    }

    /// What was broken.
    var faults: [String] { state.withLock { $0.faults } }

    /// The session that they spoke in.
    var session: SessionID? { state.withLock { $0.sessions.first.map { SessionID($0) } } }

    /// One conversation of two who speak, one who reads and one who breaks things.
    func play() async throws {
        guard let id = try await open() else { return fault("no session could be opened") }
        state.withLock { $0.sessions.append(id) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in try await read(id) }
            try await withThrowingTaskGroup(of: Void.self) { speakers in
                for number in 0..<2 { speakers.addTask { [self] in try await speak(id, UInt64(number)) } }
                speakers.addTask { [self] in try await breakThings() }
                try await speakers.waitForAll()
            }
            try await comeToRest(id)
            state.withLock { $0.isOver = true }
            // One more event wakes the reader.
            _ = await server.ask("POST", "/v1/sessions/\(id)/events", ["kind": "custom", "payload": [:]])
            try await group.waitForAll()
        }
    }

    // MARK: Speaking

    private func open() async throws -> String? {
        let reply = try await insist { [server] in
            await server.ask("POST", "/v1/sessions", ["agent": "echo", "when_busy": "auto"])
        }
        return reply?.body["id"]?.string
    }

    private func speak(_ id: String, _ number: UInt64) async throws {
        var random = SeededGenerator(seed: seed &* 31 &+ number)
        var turn: String?
        for count in 0..<Int.random(in: 2...5, using: &random) {
            try await clock.sleep(for: .milliseconds(Int64.random(in: 0...700, using: &random)))
            let text = Self.texts[Int.random(in: 0..<Self.texts.count, using: &random)]
            let key = "speaker-\(number)-\(count)"
            let policy = ["interrupt", "enqueue", "auto", "steer", "merge"][Int.random(in: 0..<5, using: &random)]
            let body: JSON = ["text": .string(text), "when_busy": .string(policy), "client_message_id": .string(key)]
            // Impatient enough to be gone, now and then, when the message is durable and the answer on its way.
            let patience = Duration.microseconds(Int64.random(in: 500...20_000, using: &random))
            let first = await server.ask("POST", "/v1/sessions/\(id)/messages", body, patience: patience)
            let reply = try await insist { [server] in
                await server.ask("POST", "/v1/sessions/\(id)/messages", body)
            }
            if let first, [200, 202].contains(first.status), first.body["event"] != reply?.body["event"] {
                fault("\(key) was answered in two ways")
            }
            note(reply, key)
            turn = reply?.body["turn"]?.string ?? turn
            guard let turn, Int.random(in: 0..<4, using: &random) == 0 else { continue }
            let wait = Int.random(in: 0...3, using: &random)
            let answer = try await insist { [server] in
                await server.ask("POST", "/v1/sessions/\(id)/turns/\(turn)/cancel", ["wait": .int(wait)])
            }
            check(answer, [200, 202], "a cancel")
        }
    }

    /// Remembers what a message was acknowledged with; a repeated one must be told the same.
    private func note(_ reply: SimulatedServer.Reply?, _ key: String) {
        check(reply, [200, 202], "a message")
        guard let offset = reply?.body["event"]?["offset"]?.int ?? reply?.body["event"]?.int else {
            return fault("\(key) was answered without its event: \(reply?.body.text ?? "nothing")")
        }
        state.withLock { $0.promised[key] = offset }
    }

    /// Repeats a request until it is answered, as long as the answer is "not now".
    private func insist(
        _ ask: @Sendable () async -> SimulatedServer.Reply?
    ) async throws -> SimulatedServer.Reply? {
        for _ in 0..<Self.attemptCountMax {
            if let reply = await ask(), ![503, 507].contains(reply.status) { return reply }
            try await clock.sleep(for: .milliseconds(20))
        }
        return nil
    }

    // MARK: Reading

    private func read(_ id: String) async throws {
        var seen: [JSON] = []
        while !state.withLock({ $0.isOver }) {
            let target = "/v1/sessions/\(id)/events?from=\(seen.count)&wait=3&limit=7"
            guard let reply = await server.ask("GET", target), reply.status == 200 else {
                try await clock.sleep(for: .milliseconds(10))
                continue
            }
            let events = reply.body["events"]?.array ?? []
            for event in events {
                guard event["offset"]?.int == seen.count else {
                    return fault("the reader was given \(event["offset"]?.int ?? -1) instead of \(seen.count)")
                }
                seen.append(event)
            }
            if reply.body["next"]?.int != seen.count { return fault("the cursor is not behind the last event") }
        }
        let log = try server.world.log(of: SessionID(id))
        for (event, read) in zip(log, seen) where try JSON(parsing: event.bytes) != read {
            return fault("offset \(event.offset) was read as another event")
        }
        if seen.count > log.count { fault("\(seen.count) events were read, \(log.count) are in the log") }
        checkPromises(log)
    }

    private func checkPromises(_ log: [Event]) {
        let promised = state.withLock { $0.promised }
        for (key, offset) in promised.sorted(by: { $0.key < $1.key }) {
            guard offset < log.count, log[offset].kind == .messageUser else {
                fault("the message \(key) was acknowledged at \(offset), which is no message in the log")
                continue
            }
        }
        let places = promised.values.sorted()
        if Set(places).count != places.count { fault("two messages were acknowledged with one event") }
        let count = log.count { $0.kind == .messageUser }
        // The last message of all has no key.
        if count > promised.count + 1 { fault("\(count) messages are in the log, \(promised.count + 1) were sent") }
    }

    // MARK: Breaking

    private func breakThings() async throws {
        var random = SeededGenerator(seed: seed &* 977 &+ 5)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            try await clock.sleep(for: .milliseconds(Int64.random(in: 0...900, using: &random)))
            switch Int.random(in: 0..<3, using: &random) {
            case 0: try await server.crash()
            case 1: server.cut(Int.random(in: 1...3, using: &random))
            default: server.world.store.failNext(with: .diskFull)
            }
        }
    }

    /// Says a last word and waits until everything has been answered.
    private func comeToRest(_ id: String) async throws {
        let reply = try await insist { [server] in
            await server.ask(
                "POST", "/v1/sessions/\(id)/messages",
                ["text": "hello", "when_busy": "enqueue", "client_message_id": "last"],
                headers: ["Prefer": "wait=60"])
        }
        check(reply, [200], "the last message")
        let snapshot = try await insist { [server] in await server.ask("GET", "/v1/sessions/\(id)") }
        if snapshot?.body["status"] != "idle" { fault("the session does not come to rest") }
    }

    private func check(_ reply: SimulatedServer.Reply?, _ expected: [Int], _ what: String) {
        guard let reply else { return fault("\(what) was never answered") }
        if !expected.contains(reply.status) { fault("\(what) was answered with \(reply.status): \(reply.body.text)") }
    }

    private func fault(_ text: String) { state.withLock { $0.faults.append(text) } }
}
