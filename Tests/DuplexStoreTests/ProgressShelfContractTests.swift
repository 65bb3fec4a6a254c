import DuplexCore
import Testing

/// Saved views of progress, over every store.
@Suite struct ProgressShelfContractTests {
    private let now = Timestamp(microseconds: 1_000_000_000)

    private func view(
        _ turns: [TurnID], at base: Int = 0, session: SessionID = "s", lifetime: Int64 = 1_000_000,
        filter: ProgressFilter = ProgressFilter()
    ) -> ProgressView {
        ProgressView(
            session: session, turns: turns, base: Offset(base), filter: filter,
            expires: Timestamp(microseconds: now.microseconds + lifetime))
    }

    @Test(arguments: StoreKind.allCases)
    func `a view is begun, appended to, loaded and deleted - G22 G23 G24`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            let shelf = AsyncShelf(store, now)
            #expect(try await shelf.view("v") == nil)
            let filter = ProgressFilter(kinds: [.toolStarted, .modelText], lane: .main, depth: 2, redaction: .content)
            let first = view(["t1"], at: 3, filter: filter)
            try await shelf.save(first, as: "v")
            #expect(try await shelf.view("v") == first)
            try await shelf.save(view(["t2"], at: 9), as: "v", keeps: true)
            #expect(try await shelf.view("v") == view(["t1", "t2"], at: 3))
            // A message for a turn that is shown already begins nothing anew.
            try await shelf.save(view(["t1"], at: 12), as: "v")
            #expect(try await shelf.view("v")?.turns == ["t1", "t2"])
            try await shelf.save(view(["t3"], at: 15), as: "v")
            #expect(try await shelf.view("v") == view(["t3"], at: 15))
            try await shelf.save(view(["u1"], session: "other"), as: "v", keeps: true)
            #expect(try await shelf.view("v")?.turns == ["u1"])
            for _ in 0..<2 {
                try await shelf.delete("v")
                #expect(try await shelf.view("v") == nil)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `principals do not share ids, however these are put together - G26`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            let shelf = AsyncShelf(store, now)
            try await shelf.save(view(["t1"]), as: "c", of: "a:b")
            try await shelf.save(view(["t2"]), as: "b:c", of: "a")
            #expect(try await shelf.view("c", of: "a:b")?.turns == ["t1"])
            #expect(try await shelf.view("b:c", of: "a")?.turns == ["t2"])
            try await shelf.delete("c", of: "a:b")
            #expect(try await shelf.view("b:c", of: "a")?.turns == ["t2"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what has expired is gone, and is erased when another view is saved - G27`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            var shelf = AsyncShelf(store, now)
            try await shelf.save(view(["t1"]), as: "v")
            shelf.now = Timestamp(microseconds: now.microseconds + 999_999)
            #expect(try await shelf.view("v") != nil)
            shelf.now = Timestamp(microseconds: now.microseconds + 1_000_000)
            #expect(try await shelf.view("v") == nil)
            #expect(try await store.documents(ProgressShelf.collection).count == 1)
            // Sweeping is for once an hour, and finds what is there then.
            shelf.now = Timestamp(microseconds: now.microseconds + 3_600_000_000)
            try await shelf.save(view(["t2"], lifetime: 9_000_000_000), as: "w")
            try await shelf.save(view(["t3"], lifetime: 9_000_000_000), as: "v")
            let left = try await store.documents(ProgressShelf.collection).map(\.id)
            #expect(left == ["5:local:w", "5:local:v"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `turns that join at the same time are all kept, up to a bound`(_ kind: StoreKind) async throws {
        try await kind.withStore { store in
            let shelf = AsyncShelf(store, now)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask { try? await shelf.save(view([TurnID("t\(number)")]), as: "v", keeps: true) }
                }
            }
            #expect(Set(try await shelf.view("v")?.turns ?? []) == Set((0..<20).map { TurnID("t\($0)") }))
            let many = view((0..<2000).map { TurnID("u\($0)") })
            try await shelf.save(many, as: "v", keeps: true)
            let kept = try await shelf.view("v")?.turns
            #expect(kept == many.turns.suffix(ProgressView.turnCountMax))
        }
    }
}

/// A shelf whose answers are awaited.
private struct AsyncShelf: Sendable {
    let shelf: ProgressShelf
    var now: Timestamp

    init(_ store: AsyncStore, _ now: Timestamp) {
        shelf = ProgressShelf(store: store.store)
        self.now = now
    }

    func save(
        _ view: ProgressView, as id: String, of principal: Principal = .local, keeps: Bool = false
    ) async throws {
        try await withCheckedContinuation { continuation in
            shelf.save(view, as: id, of: principal, keeps: keeps, now: now) { continuation.resume(returning: $0) }
        }.get()
    }

    func view(_ id: String, of principal: Principal = .local) async throws -> ProgressView? {
        try await withCheckedContinuation { continuation in
            shelf.view(id, of: principal, now: now) { continuation.resume(returning: $0) }
        }.get()
    }

    func delete(_ id: String, of principal: Principal = .local) async throws {
        try await withCheckedContinuation { continuation in
            shelf.delete(id, of: principal) { continuation.resume(returning: $0) }
        }.get()
    }
}
