import DuplexCore
import Foundation
import Testing

@testable import DuplexStoreSQLite

@Suite struct CheckpointTests {
    @Test func `an idle writer copies its log into the database file`() async throws {
        try await withDirectory { directory in
            var limits = StoreLimits()
            limits.idleMilliseconds = 1
            let store = AsyncStore(try SQLiteStore(directory, limits: limits))
            try await store.create(record("s"), [event(0, text: String(repeating: "x", count: 500_000))])
            while try size(directory + "/duplex.db") < 500_000 { await Task.yield() }
            await store.close()
        }
    }

    @Test func `the write-ahead log does not grow with what is written`() async throws {
        try await withDirectory { directory in
            var limits = StoreLimits()
            limits.checkpointPageCount = 20
            let store = AsyncStore(try SQLiteStore(directory, limits: limits))
            try await store.create(record("s"), events(0..<1))
            for offset in 1...200 {
                try await store.append("s", [event(offset, text: String(repeating: "x", count: 20_000))])
            }
            #expect(try size(directory + "/duplex.db") > 2_000_000)
            #expect(try size(directory + "/duplex.db-wal") < 400_000)
            await store.close()
        }
    }

    @Test func `a log that a reader held on to grows no more once the reader is gone`() async throws {
        try await withDirectory { directory in
            var limits = StoreLimits()
            (limits.checkpointPageCount, limits.cutPageCount) = (20, 100)
            let store = AsyncStore(try SQLiteStore(directory, limits: limits))
            try await store.create(record("s"), events(0..<1))
            var head = 0
            func write(_ count: Int) async throws {
                for _ in 0..<count {
                    head += 1
                    try await store.append("s", [event(head, text: String(repeating: "x", count: 20_000))])
                }
            }
            do {
                let reader = try Connection(path: directory + "/duplex.db", .read)
                try reader.execute("BEGIN")
                #expect(try reader.number("SELECT count(*) FROM ev") == 1)
                try await write(100)
                #expect(try reader.number("SELECT count(*) FROM ev") == 1)
            }
            let held = try size(directory + "/duplex.db-wal")
            #expect(held > 2_000_000)
            try await write(100)
            #expect(try size(directory + "/duplex.db-wal") <= held + 500_000)
            await store.close()
        }
    }

    private func size(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.size] as? Int)
    }
}
