import DuplexCore
import Foundation
import Testing

@testable import DuplexStoreSQLite

@Suite struct HistoryTests {
    @Test func `a backup is a whole store with a history of its own`() async throws {
        try await withDirectory { directory in
            let original = try SQLiteStore(directory + "/a")
            let store = AsyncStore(original)
            try await store.create(record("s"), events(0..<200))
            try FileManager.default.createDirectory(atPath: directory + "/b", withIntermediateDirectories: true)

            // The writer goes on meanwhile.
            async let backup: Void = original.backup(to: directory + "/b/duplex.db")
            for offset in 200..<260 { try await store.append("s", [event(offset)]) }
            try await backup
            await store.close()

            #expect(try FileManager.default.contentsOfDirectory(atPath: directory + "/b") == ["duplex.db"])
            let restored = AsyncStore(try SQLiteStore(directory + "/b"))
            #expect(restored.history != store.history)
            let page = try await restored.page("s")
            #expect(page.count >= 200)
            #expect(page.offsets == Array(0..<page.count))
            try await restored.append("s", [event(page.count)])
            await restored.close()
        }
    }

    @Test func `a backup overwrites nothing`() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory)
            let path = directory + "/precious"
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            await #expect(throws: StoreError.failed("Cannot open \(path): File exists.")) {
                try await store.backup(to: path)
            }
            #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
            await AsyncStore(store).close()
        }
    }

    @Test func `restoring one backup twice gives two histories`() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory + "/a")
            try await store.backup(to: directory + "/backup")
            await AsyncStore(store).close()
            var histories: Set<String> = [store.history]
            for place in ["b", "c"] {
                let data = directory + "/" + place
                try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
                try FileManager.default.copyItem(atPath: directory + "/backup", toPath: data + "/duplex.db")
                let restored = AsyncStore(try SQLiteStore(data))
                histories.insert(restored.history)
                await restored.close()
            }
            #expect(histories.count == 3)
        }
    }

    @Test func `a copy of the file that takes the store's place has another history`() async throws {
        try await withDirectory { directory in
            let path = directory + "/duplex.db"
            let store = AsyncStore(try SQLiteStore(directory))
            await store.close()
            try FileManager.default.copyItem(atPath: path, toPath: path + ".old")
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: path + ".old", toPath: path)
            let replaced = AsyncStore(try SQLiteStore(directory))
            #expect(replaced.history != store.history)
            await replaced.close()
            let again = AsyncStore(try SQLiteStore(directory))
            #expect(again.history == replaced.history)
            await again.close()
        }
    }
}
