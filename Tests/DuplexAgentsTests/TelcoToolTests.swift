import DuplexAgents
import DuplexCore
import DuplexDemo
import Testing

struct TelcoToolTests {
    private let confirmed: [String: JSONObject] = [
        "close_contract": ["confirm": true], "buy_roaming_pass": ["pass": "JP-WEEK", "confirm": true],
        "change_package": ["package": "max", "confirm": true], "billing_report": [:],
    ]

    @Test(arguments: [
        ("close_contract", 10, [20, 40, 60, 80, 100]), ("buy_roaming_pass", 8, [25, 50, 75, 100]),
        ("change_package", 10, [20, 40, 60, 80, 100]), ("billing_report", 6, [33, 66, 100]),
    ])
    func `L8 L10 a long tool takes its time and reports each step once`(
        tool: String, seconds: Int, percents: [Int]
    ) throws {
        try simulate { clock async throws in
            let (outcome, host) = try await TelcoVisit(clock).call(tool, confirmed[tool] ?? [:])
            #expect(outcome?.status == .finished)
            let reports = host.records.compactMap { record -> (at: Duration, percent: Int)? in
                if case .progress(tool, let percent, _) = record.what { (record.at, percent) } else { nil }
            }
            let step = Duration.seconds(seconds) / percents.count
            #expect(reports.map(\.percent) == percents)
            #expect(reports.map(\.at) == percents.indices.map { step * ($0 + 1) })
        }
    }

    @Test func `L5 the tools say what they do`() throws {
        let tools = TelcoAgent.make(clock: VirtualClock()).tools
        func names(_ isIncluded: (ToolTraits) -> Bool) -> Set<String> {
            Set(tools.filter { isIncluded($0.traits) }.map(\.name))
        }
        #expect(tools.count == 13)
        #expect(names { $0.duration == .long } == Set(confirmed.keys))
        #expect(names { $0.interruptible == .untilCommit } == ["close_contract", "buy_roaming_pass", "change_package"])
        #expect(
            names { $0.duration == .quick && $0.effect == .read } == [
                "get_package", "get_balance", "list_packages", "recommend_package", "roaming_info", "list_addons",
            ])
        #expect(tools.allSatisfy { !$0.traits.feedback.isEmpty })
    }

    @Test(arguments: [
        ("close_contract", [:], "C-1042", "120.00 EUR"), ("buy_roaming_pass", ["pass": "ca-day"], "CA-DAY", "5.90 EUR"),
        ("change_package", ["package": "endless", "confirm": false], "endless", "44.99 EUR"),
    ] as [(String, JSONObject, String, String)])
    func `L11 without confirm there is a quick preview without progress`(
        tool: String, arguments: JSONObject, subject: String, cost: String
    ) throws {
        try simulate { clock async throws in
            let (outcome, host) = try await TelcoVisit(clock).call(tool, arguments)
            #expect(outcome?.value == ["status": "preview", "subject": .string(subject), "cost": .string(cost)])
            #expect(host.events.count == 3)
            #expect(clock.now.sinceStart == .zero)
        }
    }

    @Test(arguments: [
        ("send_otp", ["number": "+12025550199"], "not_found"), ("roaming_info", ["country": "Atlantis"], "not_found"),
        ("close_contract", ["contract": "C-2077"], "not_found"), ("send_otp", ["number": "12"], "invalid_msisdn"),
        ("get_balance", ["number": "call me"], "invalid_msisdn"), ("buy_roaming_pass", ["pass": "XX"], "invalid_pass"),
        ("change_package", ["package": "huge"], "invalid_package"),
        ("change_package", ["package": "plus"], "invalid_package"),
        ("set_data_alert", ["threshold": 0], "invalid_threshold"),
        ("set_data_alert", ["threshold": 101], "invalid_threshold"),
    ] as [(String, JSONObject, String)])
    func `L37 a tool's error is data`(tool: String, arguments: JSONObject, code: String) throws {
        #expect(try simulate { try await TelcoVisit($0).problem(tool, arguments) } == code)
    }

    @Test(arguments: [
        ("close_contract", ["confirm": true]), ("buy_roaming_pass", ["pass": "JP-DAY"]),
        ("change_package", ["package": "max"]), ("set_data_alert", ["threshold": 50]),
    ] as [(String, JSONObject)])
    func `L37 after the contract is closed it is already_closed`(tool: String, arguments: JSONObject) throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock)
            let first = FakeHost(clock, memory: ["verified_number": "+12025550101"], keyPrefix: "first-")
            let closed = try await visit.call("close_contract", ["confirm": true], host: first).outcome
            #expect(closed?.status == .finished)
            #expect(try await visit.problem(tool, arguments) == "already_closed")
            #expect(try await visit.call("get_package").outcome?.value["status"] == "closed")
        }
    }

    @Test func `I34 a purchase that is tried again with its key happens once`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock)
            let arguments: JSONObject = ["pass": "JP-WEEK", "confirm": true]
            for _ in 1...2 {
                let host = FakeHost(clock, memory: ["verified_number": "+12025550101"], keyPrefix: "same-")
                let outcome = try await visit.call("buy_roaming_pass", arguments, host: host).outcome
                #expect(outcome?.value == ["status": "done", "subject": "JP-WEEK", "cost": "24.90 EUR"])
            }
            #expect(clock.now.sinceStart == .seconds(8))
            let addons = try await visit.call("list_addons").outcome?.value
            #expect(addons == ["addons": ["Voicemail to text", "Roaming pass JP-WEEK"]])
        }
    }

    @Test func `I34 nothing has happened when a purchase is cancelled before its commit`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock)
            let host = FakeHost(clock, memory: ["verified_number": "+12025550101"])
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await visit.call("buy_roaming_pass", ["pass": "JP-WEEK", "confirm": true], host: host)
                }
                // Virtual time passes at once; nobody cancels this waiting, so it cannot throw.
                try? await clock.sleep(for: .milliseconds(5900))
                host.token.cancel()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            #expect(host.events.last == .ended("buy_roaming_pass", .cancelledBeforeEffect))
            let committed = FakeHost.What.committed("buy_roaming_pass")
            #expect(!host.events.contains(committed))
            let later = FakeHost(clock, memory: ["verified_number": "+12025550101"], keyPrefix: "later-")
            let addons = try await visit.call("list_addons", host: later).outcome?.value
            #expect(addons == ["addons": ["Voicemail to text"]])
        }
    }

    @Test(arguments: [
        ([:], ["max", "globe", "plus"]), (["needs5G": true], ["max", "globe", "endless"]),
        (["budget": 20], ["plus", "start"]), (["budget": 5], []),
    ] as [(JSONObject, [String])])
    func `a recommendation is the cheapest for what was used`(arguments: JSONObject, packages: [String]) throws {
        let value = try simulate { try await TelcoVisit($0).call("recommend_package", arguments).outcome?.value }
        #expect(value?["recommendations"]?.array?.compactMap { $0["package"]?.string } == packages)
    }

    @Test func `a report that is stopped leaves the months that it had found`() throws {
        try simulate { clock async throws in
            let host = FakeHost(clock, memory: ["verified_number": "+12025550101"])
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await TelcoVisit(clock).call("billing_report", host: host) }
                // Virtual time passes at once; nobody cancels this waiting, so it cannot throw.
                try? await clock.sleep(for: .milliseconds(4100))
                host.token.cancel()
            }
            #expect(
                host.events.filter { if case .partial = $0 { true } else { false } } == [
                    .partial("bill 2026-03", "23.49 EUR"), .partial("bill 2026-04", "35.79 EUR"),
                ])
        }
    }
}
