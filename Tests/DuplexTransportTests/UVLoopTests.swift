import DuplexLoop
@testable import DuplexTransport
import Glibc
import Synchronization
import Testing

struct UVLoopTests {
    private func withLoop<Result: Sendable>(_ body: (UVLoop) async throws -> Result) async throws -> Result {
        let loop = UVLoop()
        try loop.start()
        defer { loop.stop() }
        return try await body(loop)
    }

    // MARK: Work

    @Test func `work of one caller runs in its order, on the loop`() async throws {
        try await withLoop { loop in
            let seen = Mutex<[Int]>([])
            let done = Signal<Bool>()
            for number in 0..<1_000 { loop.execute { seen.withLock { $0.append(number) } } }
            loop.execute { done.send(loop.isCurrent) }
            #expect(await onThread { done.wait() })
            #expect(seen.withLock { $0 } == Array(0..<1_000))
            #expect(!loop.isCurrent)
        }
    }

    @Test func `work that is handed over before the start runs after it`() async throws {
        let loop = UVLoop()
        let done = Signal<Void>()
        loop.execute { done.send(()) }
        loop.schedule(after: .zero) { done.send(()) }
        try loop.start()
        await onThread {
            done.wait()
            done.wait()
        }
        loop.stop()
    }

    @Test func `work that makes more work without end does not starve timers`() async throws {
        try await withLoop { loop in
            let busy = Atomic<Bool>(true)
            let done = Signal<Void>()
            @Sendable func again() { if busy.load(ordering: .relaxed) { loop.execute { again() } } }
            loop.execute { again() }
            loop.schedule(after: .milliseconds(5)) {
                busy.store(false, ordering: .relaxed)
                done.send(())
            }
            await onThread { done.wait() }
        }
    }

    @Test func `stopping runs what was handed over, drops what comes later and can be repeated`() async throws {
        let loop = UVLoop()
        try loop.start()
        let done = Signal<Void>()
        loop.execute { done.send(()) }
        loop.schedule(after: .seconds(600)) { Issue.record("a timer outlived its loop") }
        loop.stop()
        await onThread { done.wait() }
        loop.stop()
        loop.execute { Issue.record("work ran on a stopped loop") }
    }

    // MARK: Executor

    private actor Pinned {
        private let loop: UVLoop
        private(set) var count = 0

        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

        init(_ loop: UVLoop) { self.loop = loop }

        func add() -> Bool {
            count += 1
            return loop.isCurrent
        }
    }

    @Test func `an actor that is pinned to a loop runs there`() async throws {
        try await withLoop { loop in
            let actor = Pinned(loop)
            for _ in 0..<100 { #expect(await actor.add()) }
            let count = await actor.count
            #expect(count == 100)
        }
    }

    @Test func `a callback on the loop may enter its actors without waiting`() async throws {
        try await withLoop { loop in
            let actor = Pinned(loop)
            let done = Signal<Bool>()
            loop.execute { done.send(actor.assumeIsolated { $0.add() }) }
            #expect(await onThread { done.wait() })
            #expect(loop.isIsolatingCurrentContext() == false)
        }
    }

    @Test func `tasks that prefer the loop run there`() async throws {
        try await withLoop { loop in
            let isCurrent = await withTaskExecutorPreference(loop) { await onCurrentExecutor { loop.isCurrent } }
            #expect(isCurrent)
        }
    }

    private nonisolated(nonsending) func onCurrentExecutor(_ body: () -> Bool) async -> Bool { body() }

    // MARK: Timers

    @Test func `timers fire in the order of their times, and equal ones in the order of their calls`() async throws {
        try await withLoop { loop in
            let seen = Mutex<[Int]>([])
            let done = Signal<Void>()
            loop.execute {
                for number in [5, 1, 4, 2, 3] {
                    loop.schedule(after: .milliseconds(number * 4)) { seen.withLock { $0.append(number) } }
                }
                for number in 10..<20 { loop.schedule(after: .zero) { seen.withLock { $0.append(number) } } }
                loop.schedule(after: .milliseconds(25)) { done.send(()) }
            }
            await onThread { done.wait() }
            #expect(seen.withLock { $0 } == Array(10..<20) + [1, 2, 3, 4, 5])
        }
    }

    @Test func `a timer is never early`() async throws {
        try await withLoop { loop in
            let waited = Signal<Duration>()
            for microseconds in [0, 100, 900, 1_000, 1_500, 7_300] {
                let delay = Duration.microseconds(microseconds)
                let start = loop.now
                loop.schedule(after: delay) { waited.send(loop.now - start - delay) }
                #expect(await onThread { waited.wait() } >= .zero)
            }
        }
    }

    @Test func `a cancelled timer does not fire and lets its captures go`() async throws {
        final class Witness: Sendable {}
        try await withLoop { loop in
            weak var witness: Witness?
            let done = Signal<Void>()
            do {
                let captured = Witness()
                witness = captured
                let timer = loop.schedule(after: .milliseconds(5)) {
                    withExtendedLifetime(captured) { _ = Issue.record("a cancelled timer fired") }
                }
                timer.cancel()
                timer.cancel()
            }
            #expect(witness == nil)
            loop.schedule(after: .milliseconds(10)) { done.send(()) }
            await onThread { done.wait() }
        }
    }

    @Test func `a negative delay means the next turn`() async throws {
        try await withLoop { loop in
            let done = Signal<Void>()
            loop.schedule(after: .seconds(-5)) { done.send(()) }
            await onThread { done.wait() }
        }
    }

    @Test func `ten thousand timers all fire, and half as many cancelled ones do not`() async throws {
        try await withLoop { loop in
            let fired = Atomic<Int>(0)
            let done = Signal<Void>()
            loop.execute {
                for number in 0..<15_000 {
                    let delay = Duration.microseconds(number * 7_919 % 15_000)
                    let timer = loop.schedule(after: delay) { fired.add(1, ordering: .relaxed) }
                    if number % 3 == 0 { timer.cancel() }
                }
                // It is called last with the longest delay, so it fires last.
                loop.schedule(after: .milliseconds(15)) { done.send(()) }
            }
            await onThread { done.wait() }
            #expect(fired.load(ordering: .relaxed) == 10_000)
        }
    }

    // MARK: Signals

    @Test func `a signal is told on the loop`() async throws {
        try await withLoop { loop in
            let arrived = Signal<(Int32, Bool)>()
            let source = SignalSource([SIGUSR1, SIGUSR2], on: loop) { arrived.send(($0, loop.isCurrent)) }
            let opened = Signal<Void>()
            loop.execute { opened.send(()) }
            await onThread { opened.wait() }
            kill(getpid(), SIGUSR2)
            let (number, isCurrent) = await onThread { arrived.wait() }
            #expect(number == SIGUSR2)
            #expect(isCurrent)
            source.close()
        }
    }

    @Test func `the descriptor limit can be raised and is then in force`() {
        #expect(DescriptorLimit.raise() == DescriptorLimit.current)
        #expect(DescriptorLimit.current > 0)
    }
}

struct TimerHeapTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `entries come out in order, whatever is cancelled meanwhile`(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let cancelled = CancelCount()
        var heap = TimerHeap(cancelled: cancelled)
        var live: [(deadline: Int, order: Int, entry: TimerEntry)] = []
        for order in 0..<2_000 {
            let deadline = Int.random(in: 0..<500, using: &random)
            let entry = TimerEntry(deadline: .milliseconds(deadline)) {}
            heap.insert(entry)
            live.append((deadline, order, entry))
            if Int.random(in: 0..<3, using: &random) > 0 {
                let victim = live.remove(at: Int.random(in: live.indices, using: &random))
                #expect(victim.entry.take() != nil)
                cancelled.add()
            }
        }
        // Two thirds have been cancelled, so the heap has swept itself.
        #expect(heap.count < 2 * live.count + 100)

        var popped: [ObjectIdentifier] = []
        while let entry = heap.popDue(at: .seconds(1)) {
            if entry.take() != nil { popped.append(ObjectIdentifier(entry)) } else { heap.droppedCancelled() }
        }
        let expected = live.sorted { ($0.deadline, $0.order) < ($1.deadline, $1.order) }
        #expect(popped == expected.map { ObjectIdentifier($0.entry) })
        #expect(cancelled.value == 0)
    }

    @Test func `nothing comes out before its time`() {
        var heap = TimerHeap(cancelled: CancelCount())
        heap.insert(TimerEntry(deadline: .seconds(2)) {})
        #expect(heap.popDue(at: .seconds(1)) == nil)
        #expect(heap.nextDeadline == .seconds(2))
        #expect(heap.popDue(at: .seconds(2)) != nil)
        #expect(heap.popDue(at: .seconds(3)) == nil)
    }
}

/// A small generator whose sequence is given by its seed.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

struct DigestTests {
    @Test(arguments: [
        ("", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="), ("abc", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        (String(repeating: "a", count: 1_000), "KR6abGaZSUm1e6XmUDYemPw2sbo="),
    ])
    func `digests are those of the standard`(message: String, digest: String) {
        #expect(Base64.encode(SHA1.digest(of: Array(message.utf8))) == digest)
    }
}
