import DuplexCore
import Testing

@Suite struct AppendContractTests {
    @Test(arguments: StoreKind.allCases)
    func `fifty concurrent appenders leave dense offsets and no duplicate`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), events(0..<1))
            try await withThrowingTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask {
                        // As two writers would: who loses the race for an offset looks for the next one.
                        while true {
                            let head = try #require(try await store.load("s")).head
                            do {
                                return try await store.append("s", [event(head.value + 1)])
                            } catch StoreError.conflict {}
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.page("s").offsets == Array(0...50))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an offset that is taken or too far ahead is a conflict and leaves the log as it was`(
        _ kind: StoreKind
    ) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), events(0..<3))
            for wrong in [events(2..<3), events(0..<4), events(4..<5), [event(3), event(5)]] {
                await #expect(throws: StoreError.conflict) { try await store.append("s", wrong) }
            }
            #expect(try await store.page("s").offsets == [0, 1, 2])
            try await store.append("s", events(3..<4))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a view offset that leaves a gap is a conflict`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), [event(0, view: 0, viewCount: 2)])
            await #expect(throws: StoreError.conflict) {
                try await store.append("s", [event(1, view: 3, viewCount: 1)])
            }
            try await store.append("s", [event(1, view: 2, viewCount: 1)])
            #expect(try await store.load("s")?.nextViewOffset == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a name that is taken is a conflict and keeps the first session`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("s", agent: "first"), events(0..<1))
            await #expect(throws: StoreError.conflict) {
                try await store.create(record("s", agent: "second"), events(0..<2))
            }
            #expect(try await store.load("s")?.record.agent == "first")
            #expect(try await store.page("s").count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a log that begins elsewhere than at zero is not created`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            await #expect(throws: StoreError.conflict) { try await store.create(record("s"), events(1..<2)) }
            let image = try await store.load("s")
            #expect(image == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `appending to a session that never was, or was deleted, is refused`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            await #expect(throws: StoreError.unknownSession) { try await store.append("s", events(0..<1)) }
            try await store.create(record("s"), events(0..<1))
            #expect(try await store.delete("s"))
            await #expect(throws: StoreError.unknownSession) { try await store.append("s", events(1..<2)) }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a session that fails does not take its neighbours along`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            for session in 0..<10 { try await store.create(record(SessionID("s\(session)")), events(0..<1)) }
            // All at once, so that most of them share a transaction.
            await withDiscardingTaskGroup { group in
                for session in 0..<10 {
                    group.addTask {
                        let id = SessionID("s\(session)")
                        if session % 3 == 0 {
                            await #expect(throws: StoreError.conflict) { try await store.append(id, events(7..<8)) }
                        } else {
                            await #expect(throws: Never.self) { try await store.append(id, events(1..<2)) }
                        }
                    }
                }
            }
            for session in 0..<10 {
                #expect(try await store.page(SessionID("s\(session)")).count == (session % 3 == 0 ? 1 : 2))
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `one session hears its answers in the order in which it asked`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), events(0..<1))
            let notes = Notes<String>()
            for offset in [1, 2, 2, 3, 9, 4] {
                store.store.append(AppendBatch(session: "s", events: [event(offset)])) { result in
                    notes.add("\(offset) \((try? result.get()) == nil ? "refused" : "kept")")
                }
            }
            try await store.append("s", [event(5)])
            #expect(notes.all == ["1 kept", "2 kept", "2 refused", "3 kept", "9 refused", "4 kept"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a client key is kept with its batch and used up once`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            let key = ClientKey(key: "ключ-1", offset: Offset(1), bodyDigest: .max - 1)
            try await store.create(record("s"), events(0..<1))
            try await store.create(record("other"), events(0..<1))
            #expect(try await store.clientKey("s", key.key) == nil)
            try await store.append(AppendBatch(session: "s", events: events(1..<2), clientKey: key))
            #expect(try await store.clientKey("s", key.key) == key)
            #expect(try await store.clientKey("other", key.key) == nil)
            await #expect(throws: StoreError.unknownSession) { try await store.clientKey("none", key.key) }

            await #expect(throws: StoreError.conflict) {
                try await store.append(AppendBatch(session: "s", events: events(2..<4), clientKey: key))
            }
            #expect(try await store.page("s").count == 2)
            try await store.append("s", events(2..<3))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a batch that conflicts uses up no client key`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            let key = ClientKey(key: "k", offset: Offset(5), bodyDigest: 1)
            try await store.create(record("s"), events(0..<1))
            await #expect(throws: StoreError.conflict) {
                try await store.append(AppendBatch(session: "s", events: events(5..<6), clientKey: key))
            }
            #expect(try await store.clientKey("s", "k") == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `once closed it refuses everything and may be closed again`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), events(0..<1))
            await store.close()
            await #expect(throws: StoreError.closed) { try await store.append("s", events(1..<2)) }
            await #expect(throws: StoreError.closed) { try await store.load("s") }
            await #expect(throws: StoreError.closed) { try await store.delete("s") }
            await #expect(throws: StoreError.closed) { try await store.documents("c") }
            await store.close()
        }
    }
}
