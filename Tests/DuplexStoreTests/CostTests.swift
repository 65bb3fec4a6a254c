import DuplexCore
import Testing

@testable import DuplexStoreSQLite

/// Costs in steps of SQLite's virtual machine: they do not depend on the machine that runs the test.
@Suite struct CostTests {
    @Test func `appending and loading cost the same however long the log is - G28`() async throws {
        try await withDirectory { directory in
            let file = DatabaseFile(path: directory + "/duplex.db", faults: StoreFaults())
            _ = try file.prepare(newHistory: { "h" })
            let tables = try LogTables(file.connectForWriting())
            try tables.beginTransaction()
            let row = try #require(try tables.insert(record("s")))
            try tables.commit()

            var appendSteps: [Int] = []
            var loadSteps: [Int] = []
            for length in [10, 1000, 30_000] {
                let count = try #require(try tables.log("s")).end.count
                try tables.beginTransaction()
                try tables.insert(viewed(count..<length), row: row)
                try tables.commit()
                _ = tables.takeAppendStepCount()

                try tables.beginTransaction()
                _ = try tables.log("s")
                try tables.insert(viewed(length..<length + 1), row: row)
                try tables.commit()
                appendSteps.append(tables.takeAppendStepCount())

                let reader = try Reader(file.connectForReading())
                #expect(try reader.load("s")?.head == Offset(length))
                for position in [LogPosition.offset(Offset(length - 5)), .view(length - 5)] {
                    #expect(try reader.page("s", from: position, limit: 5, byteCountMax: .max).count == 5)
                }
                loadSteps.append(reader.takeStepCount())
            }
            #expect(Set(appendSteps).count == 1, "\(appendSteps)")
            #expect(Set(loadSteps).count == 1, "\(loadSteps)")
            #expect(appendSteps[0] < 100)
        }
    }

    @Test func `listing a page of sessions costs the same however many there are`() async throws {
        try await withDirectory { directory in
            let file = DatabaseFile(path: directory + "/duplex.db", faults: StoreFaults())
            _ = try file.prepare(newHistory: { "h" })
            let tables = try LogTables(file.connectForWriting())
            let plans: [(SessionQuery, index: String)] = [
                (SessionQuery(limit: 10), "session_created"),
                (SessionQuery(owner: "o", limit: 10), "session_owner"),
                (SessionQuery(agent: "a", limit: 10), "session_agent"),
                (SessionQuery(customer: "c", limit: 10), "session_customer"),
            ]
            try tables.beginTransaction()
            for id in 0..<1000 {
                _ = try tables.insert(
                    record(SessionID("\(id)"), owner: "o", agent: "a", customer: "c", created: Int64(id)))
            }
            try tables.commit()
            let reader = try Reader(file.connectForReading())
            for (query, index) in plans {
                let plan = try reader.listingPlan(query)
                #expect(plan.contains("USING INDEX \(index)"), "\(plan)")
                #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
                #expect(try reader.sessions(query).count == 10)
            }
        }
    }

    private func viewed(_ offsets: Range<Int>) -> [StoredEvent] {
        offsets.map { event($0, view: $0, viewCount: 1) }
    }
}
