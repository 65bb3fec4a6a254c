import DuplexAgents
import DuplexCore
import DuplexDemo
import Foundation
import Testing

/// What the telco demo's back end keeps, in memory and in a file.
@Suite struct TelcoStoreTests {
    private static let number = "+12025550101"
    private let start = Timestamp(microseconds: 1_700_000_000_000_000)

    /// Buys a pass, as the tool does.
    private func buy(_ store: TelcoStore, key: String, in session: SessionID = "s") async throws -> Euros {
        try await store.change(Self.number, key: key, in: session) { customer in
            customer.addons.append("Roaming pass JP-DAY")
            return Euros(cents: 690)
        }
    }

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-telco-\(UUID().uuidString)")
        // A leftover in the temporary directory fails no test.
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "telco.db").path)
    }

    @Test func `a new file is filled, and what changed is there when it is opened again`() async throws {
        try await withFile { path in
            let first = try TelcoStore(path: path) { start }
            #expect(try await first.packages() == TelcoData.packages)
            for customer in TelcoData.customers {
                #expect(try await first.customer(customer.number, in: "s") == customer)
            }
            #expect(try await buy(first, key: "k") == Euros(cents: 690))
            // The first one is not closed: a process that is killed closes nothing.
            let second = try TelcoStore(path: path) { start }
            #expect(try await second.customer(Self.number, in: "s").addons.last == "Roaming pass JP-DAY")
            #expect(try await second.customer(Self.number, in: "other").addons == ["Voicemail to text"])
            #expect(try await first.packages() == second.packages())
        }
    }

    @Test func `I34 a purchase that is repeated with its key after a crash is not bought twice`() async throws {
        try await withFile { path in
            let first = try TelcoStore(path: path) { start }
            #expect(try await buy(first, key: "call-7") == Euros(cents: 690))
            let second = try TelcoStore(path: path) { start }
            #expect(try await second.receipt(key: "call-7", in: "s") == Euros(cents: 690))
            #expect(try await second.receipt(key: "call-7", in: "other") == nil)
            #expect(try await buy(second, key: "call-7") == Euros(cents: 690))
            let passes = try await second.customer(Self.number, in: "s").addons.filter { $0.contains("JP-DAY") }
            #expect(passes.count == 1)
            #expect(try await buy(second, key: "call-8") == Euros(cents: 690))
            #expect(try await second.customer(Self.number, in: "s").addons.count == 3)
        }
    }

    @Test func `a change that fails leaves nothing, not even its key`() async throws {
        let store = TelcoStore { start }
        await #expect(throws: ToolError("no", "No.")) {
            try await store.change(Self.number, key: "k", in: "s") { customer in
                customer.status = .closed
                throw ToolError("no", "No.")
            }
        }
        #expect(try await store.customer(Self.number, in: "s").status == .active)
        #expect(try await store.receipt(key: "k", in: "s") == nil)
    }

    @Test func `a sent code, its age and its guesses outlive a restart, and the file has no code`() async throws {
        try await withFile { path in
            let first = try TelcoStore(path: path) { start }
            try await first.sendCode(to: Self.number, in: "s")
            await #expect(throws: ToolError("wrong_code", "The code is wrong. 2 more may be tried.")) {
                try await first.verify("1", in: "s")
            }
            let second = try TelcoStore(path: path) { start }
            await #expect(throws: ToolError("wrong_code", "The code is wrong. 1 more may be tried.")) {
                try await second.verify("2", in: "s")
            }
            let late = try TelcoStore(path: path) { Timestamp(microseconds: start.microseconds + 300_000_000) }
            await #expect(throws: ToolError("code_expired", "The code is no longer good. Send a new one.")) {
                try await late.verify("481516", in: "s")
            }
            try await second.sendCode(to: Self.number, in: "s")
            let bytes = try Data(contentsOf: URL(filePath: path))
            #expect(bytes.range(of: Data("481516".utf8)) == nil)
            #expect(bytes.range(of: Data(Self.number.utf8)) != nil)
            #expect(try await first.verify("481516", in: "s").name == "Robin Vale")
        }
    }

    @Test func `the sessions that changed something longest ago are forgotten`() async throws {
        let store = TelcoStore { start }
        func status(_ session: SessionID) async throws -> TelcoCustomer.Status {
            try await store.customer(Self.number, in: session).status
        }
        func close(_ session: SessionID, key: String) async throws {
            _ = try await store.change(Self.number, key: key, in: session) { customer in
                customer.status = .closed
                return Euros(cents: 1)
            }
        }
        try await close("first", key: "k")
        for index in 1..<TelcoStore.sessionCountMax { try await close(SessionID("\(index)"), key: "k") }
        try await close("first", key: "another")
        try await close("one more", key: "k")
        #expect(try await status("first") == .closed)
        #expect(try await status("1") == .active)
        #expect(try await status("2") == .closed)
        #expect(try await store.receipt(key: "k", in: "1") == nil)
        #expect(try await store.receipt(key: "k", in: "2") == Euros(cents: 1))
    }

    @Test func `a file that is something else is not touched, and the error names it`() async throws {
        try await withFile { path in
            _ = try TelcoStore(path: path) { start }
            let words = Data(String(repeating: "no database ", count: 100).utf8)
            try words.write(to: URL(filePath: path))
            let error = #expect(throws: TelcoStoreError.self) { try TelcoStore(path: path) { start } }
            #expect(error?.description.contains(path) == true)
            #expect(try Data(contentsOf: URL(filePath: path)) == words)
        }
    }
}
