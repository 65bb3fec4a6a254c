import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Testing

/// Readers: a cursor each, and every event once.
@Suite struct ReadingTests {
    @Test func `one reader follows three turns to their ends - P1 P2 P3`() throws {
        try simulate { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let reader = LogReader(session: session, from: .zero, filter: EventFilter(), store: world.store)
            for number in 1...3 {
                let turn = try await world.turn("hello \(number)", in: id)
                #expect(try await world.outcome(of: turn, in: id) == .completed)
            }
            var ends = 0
            while ends < 3 { ends += await reader.page().events.filter { $0.kind == .turnEnded }.count }
            #expect(ends == 3)
        }
    }

    @Test func `subscribers see the same sequence, whole and in order - P22`() throws {
        try simulate { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let turn = try await world.turn("slow talk", in: id)
            let sequences = try await withThrowingTaskGroup(of: [StoredEvent].self) { group in
                for _ in 0..<3 {
                    group.addTask { await Self.read(session, from: .zero, until: turn, in: world) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let log = try world.log(of: id)
            for sequence in sequences { #expect(sequence.map(\.bytes) == log.map(\.bytes)) }
        }
    }

    @Test func `a reader that comes back at any offset misses nothing - P5`() throws {
        try simulate(seeds: 0..<3) { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let turn = try await world.turn("slow talk", in: id)
            _ = try await world.outcome(of: turn, in: id)
            let log = try world.log(of: id)
            for start in 0..<log.count {
                let rest = await Self.read(session, from: Offset(start), until: turn, in: world)
                #expect(rest.map(\.bytes) == log[start...].map(\.bytes))
            }
        }
    }

    @Test func `a page that the store has comes, although whoever asked holds no reader`() throws {
        try simulate(seeds: 0..<3) { world in
            let id = try await world.open()
            _ = try await world.outcome(of: try await world.turn("hello", in: id), in: id)
            try await world.restart()
            let session = try await world.session(id)
            let page = await withCheckedContinuation { continuation in
                session.perform { session in
                    let reader = LogReader(session: session, from: .zero, filter: EventFilter(), store: world.store)
                    reader.assumeIsolated { $0.next(limit: 3, patience: .zero) { continuation.resume(returning: $0) } }
                }
            }
            #expect(page.events.map(\.offset.value) == [0, 1, 2])
        }
    }

    @Test func `what memory has forgotten comes from the store`() throws {
        var limits = Limits()
        limits.tailEventCountMax = 8
        try simulate(seeds: 0..<3, limits: limits) { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let turn = try await world.turn("slow talk", in: id)
            _ = try await world.outcome(of: turn, in: id)
            let all = await Self.read(session, from: .zero, until: turn, in: world)
            #expect(all.map(\.bytes) == (try world.log(of: id)).map(\.bytes))
        }
    }

    @Test func `a filter skips events and leaves gaps in the offsets - P10`() throws {
        try simulate(seeds: 0..<3) { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let turn = try await world.turn("hello", in: id)
            _ = try await world.outcome(of: turn, in: id)
            let filter = EventFilter(kinds: [.turnStarted, .turnEnded])
            let reader = LogReader(session: session, from: .zero, filter: filter, store: world.store)
            let page = await reader.page()
            #expect(page.events.map(\.kind) == [.turnStarted, .turnEnded])
            #expect(page.next == (await session.end))
        }
    }

    @Test(arguments: [8, 512])
    func `a reader that begins at any offset of the conversation view begins at its event`(_ kept: Int) throws {
        var limits = Limits()
        limits.tailEventCountMax = kept
        try simulate(seeds: 0..<3, limits: limits) { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let turn = try await world.turn("slow tool talk", in: id)
            _ = try await world.outcome(of: turn, in: id)
            var owners: [Offset] = []
            for event in await Self.read(session, from: .zero, until: turn, in: world) {
                owners += Array(repeating: event.offset, count: event.viewCount)
            }
            #expect(owners.count > 8)
            for (view, owner) in owners.enumerated() {
                let reader = LogReader(session: session, fromView: view, filter: EventFilter(), store: world.store)
                #expect(await reader.page().events.first?.offset == owner)
            }
            let late = LogReader(session: session, fromView: owners.count, filter: EventFilter(), store: world.store)
            async let next = late.page()
            let second = try await world.turn("hello", in: id)
            #expect(await next.events.first?.turn == second)
            _ = try await world.outcome(of: second, in: id)
        }
    }

    @Test func `sessions do not see each other's events - P20`() throws {
        try simulate { world in
            let first = try await world.open()
            let second = try await world.open()
            async let one = world.turn("slow one", in: first)
            async let two = world.turn("slow two", in: second)
            _ = try await world.outcome(of: one, in: first)
            _ = try await world.outcome(of: two, in: second)
            #expect(try world.log(of: first).allSatisfy { $0.session == first })
            #expect(!(try world.log(of: first).contains { SessionFold.text(of: $0.payload).contains("two") }))
        }
    }

    @Test func `deleting a session ends its readers and forgets it - P23`() throws {
        try simulate { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let turn = try await world.turn("SLEEP:60", in: id)
            _ = try await world.event(in: id) { $0.kind == .turnStarted && $0.turn == turn }
            let reader = LogReader(session: session, from: .zero, filter: EventFilter(), store: world.store)
            #expect(try await world.ask(id) { .close($0) } == .updated)
            var kinds: [EventKind] = []
            while true {
                let page = await reader.page()
                kinds += page.events.map(\.kind)
                if page.state == .closed { break }
            }
            #expect(kinds.last == .sessionClosed)
            #expect(world.sessions.alive.isEmpty)
        }
    }

    /// Reads until a turn has ended.
    private static func read(
        _ session: Session, from start: Offset, until turn: TurnID, in world: Simulation
    ) async -> [StoredEvent] {
        let reader = LogReader(session: session, from: start, filter: EventFilter(), store: world.store)
        var events: [StoredEvent] = []
        while !events.contains(where: { $0.kind == .turnEnded && $0.turn == turn }) {
            let page = await reader.page(limit: 7)
            events += page.events
            guard page.state == .open else { break }
        }
        return events
    }
}
