import DuplexCore
import Foundation
import Synchronization
import Testing

@testable import DuplexStoreSQLite

@Suite struct WriteFailureTests {
    @Test func `appends that wait together are committed together`() async throws {
        try await withDirectory { directory in
            let commits = Notes<Void>()
            let faults = StoreFaults(commitFault: { commits.add(()); return nil })
            let store = AsyncStore(try SQLiteStore(directory, faults: faults))
            try await store.create(record("s"), events(0..<1))
            let gate = Gate(store)
            await gate.block("gate")
            let before = commits.all.count
            for offset in 1...500 { store.store.append(AppendBatch(session: "s", events: [event(offset)])) { _ in } }
            gate.open()
            try await store.append("s", [event(501)])
            #expect(commits.all.count - before <= 2)
            #expect(try await store.load("s")?.head == Offset(501))
            await store.close()
        }
    }

    @Test func `a transaction is bounded by events and by bytes, and a batch beyond them goes alone`() async throws {
        try await withDirectory { directory in
            var limits = StoreLimits()
            (limits.commitCountMax, limits.commitByteCountMax) = (10, 1000)
            let commits = Notes<Void>()
            let faults = StoreFaults(commitFault: { commits.add(()); return nil })
            let store = AsyncStore(try SQLiteStore(directory, limits: limits, faults: faults))
            try await store.create(record("s"), events(0..<1))
            let gate = Gate(store)
            await gate.block("gate")
            let before = commits.all.count
            for offset in 1...30 { store.store.append(AppendBatch(session: "s", events: [event(offset)])) { _ in } }
            store.store.append(AppendBatch(session: "s", events: [event(31, text: large(5000))])) { _ in }
            gate.open()
            try await store.append("s", [event(32)])
            #expect(commits.all.count - before >= 5)
            #expect(try await store.page("s").offsets == Array(0...32))
            await store.close()
        }
    }

    @Test func `a step that fails fails its whole transaction, and nothing of it is kept`() async throws {
        try await withDirectory { directory in
            await AsyncStore(try SQLiteStore(directory)).close()
            try Connection(path: directory + "/duplex.db", .write).execute(
                """
                CREATE TRIGGER boom BEFORE INSERT ON ev WHEN NEW.kind = 'boom'
                BEGIN SELECT RAISE(ABORT, 'boom'); END
                """)
            let store = AsyncStore(try SQLiteStore(directory))
            for session in ["a", "b"] as [SessionID] { try await store.create(record(session), events(0..<1)) }
            let gate = Gate(store)
            await gate.block("gate")
            let notes = Notes<String>()
            for (session, offset, kind) in [("a", 1, "fine"), ("b", 1, "boom"), ("a", 2, "fine")] {
                let batch = AppendBatch(session: SessionID(session), events: [event(offset, kind: EventKind(kind))])
                store.store.append(batch) { result in
                    if case .failure(.failed(let message)) = result { notes.add("\(session): \(message)") }
                }
            }
            gate.open()
            // Not into the same transaction as those that fail.
            while notes.all.count < 3 { await Task.yield() }
            // The same offsets again: the heads are where they were.
            for session in ["a", "b"] as [SessionID] { try await store.append(session, events(1..<2)) }
            #expect(notes.all.map { $0.prefix(2) } == ["a:", "b:", "a:"])
            #expect(notes.all.allSatisfy { $0.contains("boom") })
            await store.close()
        }
    }

    @Test(arguments: [StoreFaults.CommitFault.kept, .lost])
    func `after a commit of unknown outcome the file decides`(_ fault: StoreFaults.CommitFault) async throws {
        try await withDirectory { directory in
            let isArmed = Mutex(false)
            let faults = StoreFaults(commitFault: {
                isArmed.withLock { armed in
                    defer { armed = false }
                    return armed ? fault : nil
                }
            })
            let store = AsyncStore(try SQLiteStore(directory, faults: faults))
            try await store.create(record("s"), events(0..<1))
            isArmed.withLock { $0 = true }
            let error = try await #require(throws: StoreError.self) { try await store.append("s", events(1..<2)) }
            #expect(error.message.hasSuffix("whether the events were kept is unknown"))

            let head = try #require(try await store.load("s")).head
            #expect(head == Offset(fault == .kept ? 1 : 0))
            try await store.append("s", [event(head.value + 1)])
            #expect(try await store.page("s").offsets == Array(0...head.value + 1))
            await store.close()
        }
    }

    @Test func `a full queue refuses, in order, and accepts again once it is empty`() async throws {
        try await withDirectory { directory in
            var limits = StoreLimits()
            limits.queuedCountMax = 3
            let store = AsyncStore(try SQLiteStore(directory, limits: limits))
            try await store.create(record("s"), events(0..<1))
            let gate = Gate(store)
            await gate.block("gate")
            let notes = Notes<String>()
            for offset in 1...5 {
                store.store.append(AppendBatch(session: "s", events: [event(offset)])) { result in
                    notes.add("\(offset) \(result)")
                }
            }
            #expect(notes.all.isEmpty)
            // Refusals are few as well: the next ones are answered at once.
            store.store.append(AppendBatch(session: "s", events: [event(6)])) { _ in }
            store.store.append(AppendBatch(session: "s", events: [event(7)])) { notes.add("7 \($0)") }
            #expect(notes.all == ["7 failure(DuplexCore.StoreError.overloaded)"])
            gate.open()
            while notes.all.count < 6 { await Task.yield() }
            #expect(
                notes.all.dropFirst() == [
                    "1 success()", "2 success()", "3 success()", "4 failure(DuplexCore.StoreError.overloaded)",
                    "5 failure(DuplexCore.StoreError.overloaded)",
                ])
            try await store.append("s", events(4..<5))
            await store.close()
        }
    }

    @Test func `a batch that no transaction can hold is refused alone`() async throws {
        try await withDirectory { directory in
            var limits = StoreLimits()
            limits.batchByteCountMax = 1000
            let store = AsyncStore(try SQLiteStore(directory, limits: limits))
            try await store.create(record("s"), events(0..<1))
            await #expect(throws: StoreError.failed("1001 bytes at once are more than 1000")) {
                try await store.append("s", [event(1, text: large(1001))])
            }
            try await store.append("s", [event(1, text: large(1000))])
            await store.close()
        }
    }

    @Test func `closing answers everything that was asked before`() async throws {
        try await withDirectory { directory in
            let store = AsyncStore(try SQLiteStore(directory))
            try await store.create(record("s"), events(0..<1))
            let notes = Notes<Int>()
            for offset in 1...1000 {
                store.store.append(AppendBatch(session: "s", events: [event(offset)])) { result in
                    if case .success = result { notes.add(offset) }
                }
            }
            await store.close()
            #expect(notes.all == Array(1...1000))
        }
    }

    @Test func `a deleted session is gone from the file as well`() async throws {
        try await withDirectory { directory in
            let store = AsyncStore(try SQLiteStore(directory))
            let secret = "the secret word is mellon"
            for session in ["s", "t"] as [SessionID] {
                try await store.create(
                    record(session), (0..<200).map { event($0, text: "\(session) \($0) " + secret + large($0 * 20)) })
            }
            #expect(try await store.delete("s"))
            #expect(try await store.page("t").count == 200)
            #expect(try await store.delete("t"))
            await store.close()
            let bytes = try #require(FileManager.default.contents(atPath: directory + "/duplex.db"))
            #expect(bytes.range(of: Data(secret.utf8)) == nil)
        }
    }

    private func large(_ count: Int) -> String { String(repeating: "x", count: count) }
}

/// Holds the store's writer at an answer, so that what is asked meanwhile waits together.
struct Gate {
    private let store: AsyncStore
    private let semaphore = DispatchSemaphore(value: 0)

    init(_ store: AsyncStore) { self.store = store }

    /// Returns once the writer is held.
    func block(_ collection: String) async {
        await withCheckedContinuation { continuation in
            store.store.setDocument(collection, "gate", []) { [semaphore] _ in
                continuation.resume()
                semaphore.wait()
            }
        }
    }

    func open() { semaphore.signal() }
}
