import DuplexCore
import Testing

@Suite struct ReadContractTests {
    @Test(arguments: StoreKind.allCases)
    func `an event comes back as it was written`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            let written = [
                event(0, kind: .sessionOpened, source: .system, text: ""),
                event(
                    1, kind: EventKind("of.the.future"), source: .customer, turn: "0af7", lane: .side, view: 0,
                    viewCount: 2, text: "{\"text\":\"h\u{e9}\u{0}\u{1F600}\"}"),
                event(2, kind: .messageDelta, source: .tool, turn: "t", lane: .background),
                event(3, text: String(repeating: "x", count: 300_000)),
            ]
            try await store.create(record("s"), written)
            #expect(try await store.page("s").map(EventImage.init) == written.map(EventImage.init))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a page begins at an offset and ends at its limit`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), events(0..<10))
            try await store.create(record("t"), events(0..<3))
            #expect(try await store.page("s", from: .offset(Offset(3)), limit: 4).offsets == [3, 4, 5, 6])
            #expect(try await store.page("s", from: .offset(Offset(8)), limit: 4).offsets == [8, 9])
            #expect(try await store.page("s", from: .offset(Offset(10)), limit: 4).isEmpty)
            #expect(try await store.page("s", from: .offset(Offset(99)), limit: 4).isEmpty)
            #expect(try await store.page("s", limit: 0).isEmpty)
            await #expect(throws: StoreError.unknownSession) { try await store.page("u") }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a page ends before it grows too large but has at least one event`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), (0..<5).map { event($0, text: String(repeating: "x", count: 100)) })
            #expect(try await store.page("s", byteCountMax: 300).offsets == [0, 1, 2])
            #expect(try await store.page("s", byteCountMax: 299).offsets == [0, 1])
            #expect(try await store.page("s", byteCountMax: 1).offsets == [0])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a page can begin at an offset of the conversation view`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(
                record("s"),
                [
                    event(0), event(1, view: 0, viewCount: 2), event(2), event(3, view: 2, viewCount: 1),
                    event(4, view: 3, viewCount: 2), event(5),
                ])
            try await store.create(record("none"), [event(0)])
            for (view, offset) in [(0, 1), (1, 1), (2, 3), (3, 4), (4, 4)] {
                #expect(try await store.page("s", from: .view(view)).first?.offset == Offset(offset), "view \(view)")
            }
            #expect(try await store.page("s", from: .view(4)).offsets == [4, 5])
            #expect(try await store.page("s", from: .view(5)).isEmpty)
            #expect(try await store.page("none", from: .view(0)).isEmpty)
            await #expect(throws: StoreError.unknownSession) { try await store.page("u", from: .view(0)) }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a session is loaded with its head, its view's end and its latest cache`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            #expect(try await store.load("s") == nil)
            let first = record("s", customer: "c", created: 1_700_000_000_123_456, document: #"{"title":"Ü"}"#)
            try await store.create(first, [event(0, view: 0, viewCount: 2), event(1)])
            let created = try #require(try await store.load("s"))
            #expect(created.record == first)
            #expect(created.cache == nil)
            #expect((created.head, created.nextViewOffset) == (Offset(1), 2))

            let changed = record("s", agent: "other", created: 1_700_000_000_123_456, document: "")
            for (offset, state) in [(2, "old"), (3, "new")] {
                let cache = FoldCache(version: 7, offset: Offset(offset), state: Array(state.utf8))
                try await store.append(
                    AppendBatch(session: "s", events: [event(offset)], record: changed, cache: cache))
            }
            let image = try #require(try await store.load("s"))
            #expect(image.record == changed)
            #expect(image.cache == FoldCache(version: 7, offset: Offset(3), state: Array("new".utf8)))
            #expect((image.head, image.nextViewOffset) == (Offset(3), 2))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `sessions are listed newest first, ties by id, page by page`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            for (id, created) in [("b", 5), ("a", 5), ("c", 9), ("d", 1), ("e", 5)] as [(SessionID, Int64)] {
                try await store.create(record(id, created: created), events(0..<1))
            }
            let all = try await store.sessions(SessionQuery(limit: 10))
            #expect(all.map(\.id) == ["c", "e", "b", "a", "d"])

            var pages: [[SessionID]] = []
            var query = SessionQuery(limit: 2)
            while let last = try await store.sessions(query).last {
                pages.append(try await store.sessions(query).map(\.id))
                query.after = (last.created, last.id)
            }
            #expect(pages == [["c", "e"], ["b", "a"], ["d"]])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `sessions are listed by owner, agent and customer`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create(record("1", owner: "ann", agent: "x", customer: "k", created: 1), events(0..<1))
            try await store.create(record("2", owner: "bob", agent: "x", customer: "k", created: 2), events(0..<1))
            try await store.create(record("3", owner: "ann", agent: "y", created: 3), events(0..<1))
            func ids(_ query: SessionQuery) async throws -> [SessionID] { try await store.sessions(query).map(\.id) }
            #expect(try await ids(SessionQuery(owner: "ann", limit: 9)) == ["3", "1"])
            #expect(try await ids(SessionQuery(agent: "x", limit: 9)) == ["2", "1"])
            #expect(try await ids(SessionQuery(customer: "k", limit: 9)) == ["2", "1"])
            #expect(try await ids(SessionQuery(owner: "ann", agent: "x", customer: "k", limit: 9)) == ["1"])
            let after = (Timestamp(microseconds: 3), SessionID("3"))
            #expect(try await ids(SessionQuery(owner: "ann", after: after, limit: 9)) == ["1"])
            #expect(try await ids(SessionQuery(owner: "nobody", limit: 9)).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a session is busy from the batch that says so to the batch that says otherwise`(
        _ kind: StoreKind
    ) async throws {
        try await kind.withStore { store in
            try await store.create(record("s"), events(0..<1))
            try await store.create(record("t"), events(0..<1))
            #expect(try await store.busySessions().isEmpty)
            try await store.append(AppendBatch(session: "s", events: events(1..<2), isBusy: true))
            try await store.append("s", events(2..<3))
            try await store.append(
                AppendBatch(session: "s", events: events(3..<4), record: record("s", agent: "other")))
            #expect(try await store.busySessions() == ["s"])
            try await store.append(AppendBatch(session: "s", events: events(4..<5), isBusy: false))
            #expect(try await store.busySessions().isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a deleted session leaves nothing, and its name begins anew`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            let key = ClientKey(key: "k", offset: Offset(1), bodyDigest: 1)
            let cache = FoldCache(version: 1, offset: Offset(1), state: [1])
            for session in ["s", "t"] as [SessionID] {
                try await store.create(record(session), [event(0, view: 0, viewCount: 1)])
                try await store.append(
                    AppendBatch(session: session, events: events(1..<2), clientKey: key, cache: cache, isBusy: true))
            }
            #expect(try await store.delete("s"))
            #expect(try await !store.delete("s"))
            #expect(try await store.load("s") == nil)
            #expect(try await store.busySessions() == ["t"])
            #expect(try await store.sessions(SessionQuery(limit: 9)).map(\.id) == ["t"])

            try await store.create(record("s"), events(0..<1))
            #expect(try await store.clientKey("s", "k") == nil)
            let image = try #require(try await store.load("s"))
            #expect(image.cache == nil)
            #expect((image.head, image.nextViewOffset) == (.zero, 0))
            #expect(try await store.page("t").count == 2)
            #expect(try await store.clientKey("t", "k") == key)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `documents are read, replaced in their place and erased`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            for id in ["b", "a", "c"] { try await store.setDocument("people", id, Array(id.utf8)) }
            try await store.setDocument("views", "a", [9])
            try await store.setDocument("people", "b", [])
            #expect(try await store.documents("people").map(\.id) == ["b", "a", "c"])
            #expect(try await store.document("people", "b") == StoredDocument(id: "b", bytes: []))
            try await store.setDocument("people", "a", nil)
            try await store.setDocument("people", "never", nil)
            #expect(try await store.document("people", "a") == nil)
            #expect(try await store.documents("people").map(\.id) == ["b", "c"])
            #expect(try await store.documents("views") == [StoredDocument(id: "a", bytes: [9])])
            #expect(try await store.documents("none").isEmpty)
        }
    }
}
