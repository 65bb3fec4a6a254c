import DuplexCore
import Testing

@testable import DuplexStoreSQLite

@Suite struct CorruptionTests {
    /// SQL that does to event 2 of session `s` what a failing disk does, and what the reader is told.
    static let damages = [
        "UPDATE ev SET body = CAST('{\"n\":3}' AS BLOB) WHERE o = 2", "UPDATE ev SET kind = 'turn.ended' WHERE o = 2",
        "UPDATE ev SET source = 'customer' WHERE o = 2", "UPDATE ev SET source = 'nobody' WHERE o = 2",
        "UPDATE ev SET turn = 't' WHERE o = 2", "UPDATE ev SET lane = 'side' WHERE o = 2",
        "UPDATE ev SET lane = 'nowhere' WHERE o = 2", "UPDATE ev SET n = 1 WHERE o = 2",
        "UPDATE ev SET v = 1 WHERE o = 2", "UPDATE ev SET crc = crc + 1 WHERE o = 2",
        "UPDATE ev SET o = 7 WHERE o = 2", "DELETE FROM ev WHERE o = 2", "UPDATE ev SET s = 99 WHERE o = 2",
    ]

    @Test(arguments: damages)
    func `a damaged event is never served, and the others are`(_ damage: String) async throws {
        try await withDamaged(damage) { store in
            let message = try await #require(throws: StoreError.self) { try await store.page("s") }.message
            #expect(message.hasPrefix("event 2 of session s is"))
            #expect(message.hasSuffix("restore the store from a backup"))
            #expect(try await store.page("s", limit: 2).offsets == [0, 1])
            #expect(try await store.page("s", from: .offset(Offset(3)), limit: 2).offsets == [3, 4])
        }
    }

    @Test func `a page that begins with a missing event says so`() async throws {
        try await withDamaged("DELETE FROM ev WHERE o > 1 AND o < 4") { store in
            await #expect(throws: StoreError.damaged("event 2 of session s is missing")) {
                try await store.page("s", from: .offset(Offset(2)))
            }
        }
    }

    @Test func `a damaged cache is no cache, and a damaged record is refused`() async throws {
        try await withDamaged("UPDATE cache SET state = x'02'") { store in
            let image = try await store.load("s")
            #expect(image?.head == Offset(4))
            #expect(image?.cache == nil)
        }
        try await withDamaged("UPDATE session SET owner = 'mallory'") { store in
            let error = StoreError.damaged("the record of session s is damaged")
            await #expect(throws: error) { try await store.load("s") }
            await #expect(throws: error) { try await store.sessions(SessionQuery(limit: 9)) }
        }
    }

    @Test func `a damaged document is refused`() async throws {
        try await withDamaged("UPDATE document SET body = x'00'") { store in
            let error = StoreError.damaged("document ann of people is damaged")
            await #expect(throws: error) { try await store.document("people", "ann") }
            await #expect(throws: error) { try await store.documents("people") }
        }
    }

    @Test func `the checksum is the one that storage protocols use`() {
        func checksum(_ bytes: [UInt8]) -> Int {
            var checksum = Checksum()
            checksum.add(bytes)
            return checksum.value
        }
        #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(checksum(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(checksum(Array(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(checksum(Array(0..<32)) == 0x46DD_794E)
        #expect(checksum([]) == 0)
    }

    @Test func `two texts never pass for two others`() {
        func checksum(_ texts: [String?]) -> Int {
            var checksum = Checksum()
            for text in texts { checksum.add(text) }
            return checksum.value
        }
        let all = [checksum(["ab", "c"]), checksum(["a", "bc"]), checksum(["abc", ""]), checksum(["abc", nil])]
        #expect(Set(all).count == all.count)
    }

    private func withDamaged(_ damage: String, _ body: (AsyncStore) async throws -> Void) async throws {
        try await withDirectory { directory in
            let store = AsyncStore(try SQLiteStore(directory))
            try await store.create(record("s"), events(0..<4))
            let cache = FoldCache(version: 1, offset: Offset(4), state: [1])
            try await store.append(AppendBatch(session: "s", events: events(4..<5), cache: cache))
            try await store.setDocument("people", "ann", [1])
            await store.close()
            try Connection(path: directory + "/duplex.db", .write).execute(damage)
            let damaged = AsyncStore(try SQLiteStore(directory))
            try await body(damaged)
            await damaged.close()
        }
    }
}
