import DuplexAgents
import DuplexCore
import DuplexDemo
import Testing

struct TelcoLoginTests {
    @Test(arguments: [
        "get_package", "get_balance", "recommend_package", "list_addons", "billing_report", "close_contract",
    ])
    func `L34 without a login a customer's data is not given`(tool: String) throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock, number: nil)
            #expect(try await visit.problem(tool) == "not_verified")
            #expect(try await visit.problem(tool, ["number": "+12025550101"]) == "not_verified")
        }
    }

    @Test func `L32 L34 the number that is logged in is filled in, and another one is refused`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock)
            #expect(try await visit.call("get_package").outcome?.value["contract"] == "C-1042")
            #expect(try await visit.problem("get_package", ["number": "+1 (202) 555-0101"]) == nil)
            #expect(try await visit.problem("get_package", ["number": "+12025550142"]) == "not_verified")
        }
    }

    @Test func `L34 a code works once`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock, number: nil)
            #expect(try await visit.problem("verify_otp", ["code": "481516"]) == "no_code")
            _ = try await visit.call("send_otp", ["number": "1 202 555 0101"])
            #expect(try await visit.call("verify_otp", ["code": "481516"]).outcome?.value["name"] == "Robin Vale")
            #expect(try await visit.problem("verify_otp", ["code": "481516"]) == "no_code")
            #expect(try await visit.call("get_package").outcome?.status == .finished)
        }
    }

    @Test func `L34 a code may be guessed three times`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock, number: nil)
            _ = try await visit.call("send_otp", ["number": "+12025550101"])
            #expect(try await visit.problem("verify_otp", ["code": "234208"]) == "wrong_code")
            #expect(try await visit.problem("verify_otp", ["code": "None"]) == "wrong_code")
            #expect(try await visit.problem("verify_otp", ["code": ""]) == "too_many_attempts")
            #expect(try await visit.problem("verify_otp", ["code": "481516"]) == "no_code")
            #expect(try await visit.problem("get_package") == "not_verified")
        }
    }

    @Test(arguments: [(299, nil), (300, "code_expired")] as [(Int, String?)])
    func `L34 a code is good for five minutes`(seconds: Int, problem: String?) throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock, number: nil)
            _ = try await visit.call("send_otp", ["number": "+12025550101"])
            try await clock.sleep(for: .seconds(seconds))
            #expect(try await visit.problem("verify_otp", ["code": "481516"]) == problem)
        }
    }

    @Test func `L28 a code and what was changed belong to one session`() throws {
        try simulate { clock async throws in
            let store = TelcoStore { clock.wall }
            let visits = ["one", "two"].map {
                TelcoVisit(clock, number: nil, session: SessionID($0), store: store)
            }
            _ = try await visits[0].call("send_otp", ["number": "+12025550101"])
            #expect(try await visits[1].problem("verify_otp", ["code": "481516"]) == "no_code")
            _ = try await visits[0].call("verify_otp", ["code": "481516"])
            #expect(try await visits[1].problem("get_package") == "not_verified")
            let host = FakeHost(clock, session: "one", memory: ["verified_number": "+12025550101"], keyPrefix: "x")
            _ = try await visits[0].call("close_contract", ["confirm": true], host: host)
            let other = TelcoVisit(clock, session: "two", store: store)
            #expect(try await other.call("get_package").outcome?.value["status"] == "active")
        }
    }

    @Test func `L33 the code is in nothing that is recorded`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock, number: nil)
            _ = try await visit.say("My number is +12025550101.")
            let answer = try await visit.say("The code is 481516")
            #expect(answer == "Thank you, Robin Vale, you are logged in. What can I do for you?")
            #expect(visit.events.contains(.selected("verify_otp", [:])))
            #expect(!String(describing: visit.events).contains("481516"))
        }
    }

}
