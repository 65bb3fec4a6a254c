import DuplexAgents
import DuplexCurl
import Testing

@testable import DuplexCLI

@Suite struct DemoAgentsTests {
    private func agents(_ environment: [String: String]) async throws -> [String] {
        let invocation = try ArgumentParser.parse(["serve"])
        let client = CurlClient()
        let result = Result {
            try DemoAgents.served(
                with: [], model: nil, Settings(invocation, environment: environment), client: client
            ).map(\.name)
        }
        await client.close()
        return try result.get()
    }

    @Test func `telco answers unless another agent is named first`() async throws {
        #expect(try await agents([:]) == ["telco", "travel", "care", "echo"])
        #expect(try await agents(["DUPLEX_FIRST_AGENT": "care"]) == ["care", "telco", "travel", "echo"])
    }

    @Test func `an agent that is not there is named with those that are`() async throws {
        let expected = SettingsError(
            "DUPLEX_FIRST_AGENT is one of telco, travel, care, echo, not \"car\". Did you mean care?")
        await #expect(throws: expected) { try await agents(["DUPLEX_FIRST_AGENT": "car"]) }
    }

    @Test(arguments: ["http://127.0.0.1:8800", "127.0.0.1:8800#a", "http://127.0.0.1:8800#"])
    func `an expert elsewhere is a server and an agent's id`(_ value: String) async throws {
        let expected = SettingsError(
            "DUPLEX_CARE_RESEARCH is a Parlant server and an agent's id like http://127.0.0.1:8800#a1B2c3, "
                + "not \"\(value)\".")
        await #expect(throws: expected) { try await agents(["DUPLEX_CARE_RESEARCH": value]) }
    }

    @Test func `an expert elsewhere need not be there`() async throws {
        #expect(try await agents(["DUPLEX_CARE_WELFARE": "http://127.0.0.1:1#a1"]).contains("care"))
    }
}
