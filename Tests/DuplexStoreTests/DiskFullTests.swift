import DuplexCore
import Foundation
import Testing

@testable import DuplexStoreSQLite

@Suite struct DiskFullTests {
    /// Whether this process may mount a small file system for the test.
    static let mayMount: Bool = {
        let directory = NSTemporaryDirectory() + "duplex-mount-\(UUID().uuidString)"
        guard mkdir(directory, 0o700) == 0 else { return false }
        defer { rmdir(directory) }
        return mount("none", directory, "tmpfs", 0, "size=64k") == 0 && umount(directory) == 0
    }()

    @Test(.enabled(if: mayMount, "mounting a small file system needs the rights of root"))
    func `a full disk refuses appends, keeps what it answered, still reads, and accepts again`() async throws {
        try await withDirectory { directory in
            try #require(mount("none", directory, "tmpfs", 0, "size=4m") == 0)
            defer { umount2(directory, 2) }  // MNT_DETACH: nothing that is still open keeps it
            let ballast = directory + "/ballast"
            try Data(count: 1 << 20).write(to: URL(fileURLWithPath: ballast))

            let store = AsyncStore(try SQLiteStore(directory + "/data"))
            try await store.create(record("s"), events(0..<1))
            try await store.create(record("t"), events(0..<1))
            var head = 0
            let error = try await #require(throws: StoreError.self) {
                while true {
                    try await store.append("s", [event(head + 1, text: String(repeating: "x", count: 10_000))])
                    head += 1
                }
            }
            #expect(error == .diskFull)
            #expect(head > 20)
            await #expect(throws: StoreError.diskFull) {
                try await store.append("t", [event(1, text: String(repeating: "x", count: 2 << 20))])
            }
            #expect(try await store.load("s")?.head == Offset(head))
            #expect(try await store.page("s").offsets == Array(0...head))

            try FileManager.default.removeItem(atPath: ballast)
            try await store.append("s", [event(head + 1)])
            try await store.append("t", [event(1)])
            await store.close()

            let again = AsyncStore(try SQLiteStore(directory + "/data"))
            #expect(again.history == store.history)
            #expect(try await again.page("s").offsets == Array(0...head + 1))
            await again.close()
        }
    }
}
