import Duplex
import DuplexCurl

/// The agents that the configuration describes: made without a line of Swift.
struct ConfiguredAgents {
    private enum Kind: String, CaseIterable { case loop, parlant }

    /// In the order of the file.
    private(set) var agents: [any Agent] = []

    /// What a message does while they work, for those of which the file says it.
    private(set) var policies: [String: WhenBusy] = [:]

    private let models: ConfiguredModels
    private let client: CurlClient

    /// Makes them; nothing is connected, and a server that is away is no mistake.
    init(_ configuration: Configuration, models: ConfiguredModels, client: CurlClient) throws(SettingsError) {
        self.models = models
        self.client = client
        for (name, value) in configuration.agents {
            let kind = try value.entries().first { $0.name == "kind" }?.value.word(Kind.self) ?? .loop
            switch kind {
            case .loop: agents.append(try loop(name, try value.section(LoopKey.self)))
            case .parlant: agents.append(try parlant(name, try value.section(ParlantKey.self)))
            }
        }
    }

    private mutating func parlant(_ name: String, _ section: ConfigSection<ParlantKey>) throws(SettingsError)
        -> UpstreamAgent
    {
        if let value = section[.whenBusy] { policies[name] = try Self.whenBusy(value) }
        let customer: UpstreamCustomer
        switch try section[.customer]?.text() ?? "session" {
        case "session": customer = .session
        case "guest": customer = .guest
        case let text where text.hasPrefix("id:") && text.count > 3: customer = .named(String(text.dropFirst(3)))
        default: throw try section.required(.customer).expected("session, guest or id:NAME")
        }
        return UpstreamAgent(
            name: name,
            about: try section[.about]?.text() ?? "",
            url: try section.required(.url).url(),
            agent: try section.required(.agent).text(),
            customer: customer,
            client: client
        )
    }

    private mutating func loop(_ name: String, _ section: ConfigSection<LoopKey>) throws(SettingsError) -> ToolLoop {
        if let value = section[.whenBusy] { policies[name] = try Self.whenBusy(value) }
        let lanes = try section[.lanes]?.section(LanesKey.self)
        let main = try lanes?[.main]?.section(LaneKey.self)
        let side = try lanes?[.side]?.section(LaneKey.self)
        for key in [LaneKey.model, .instructions] {
            if let value = main?[key] {
                throw value.fault("the main lane's stands beside lanes, as the agent's \(key.rawValue).")
            }
        }
        let temperatures = 0.0...2.0
        let loop = ToolLoop(
            name: name,
            about: try section[.about]?.text() ?? "",
            model: try models.model(try section.required(.model)),
            instructions: try section[.instructions]?.longText() ?? "",
            temperature: try main?[.temperature]?.number(in: temperatures) ?? 0.3,
            sideModel: try sideModel(side?[.model]),
            sideInstructions: try side?[.instructions]?.longText(),
            sideTemperature: try side?[.temperature]?.number(in: temperatures) ?? 0.7,
            stepLimit: try section[.steps]?.count(in: 1...1000) ?? 10
        )
        var tools: [AnyTool] = []
        for value in try section[.tools]?.list() ?? [] {
            let tool = try ConfiguredTool.make(try value.section(ToolKey.self), client: client)
            guard !tools.contains(where: { $0.name == tool.name }) else {
                throw value.fault("the agent has two tools of the name \(tool.name).")
            }
            tools.append(tool)
        }
        return loop.with(tools)
    }

    private func sideModel(_ value: ConfigValue?) throws(SettingsError) -> (any Model)? {
        guard let value else { return nil }
        return try models.model(value)
    }

    private static func whenBusy(_ value: ConfigValue) throws(SettingsError) -> WhenBusy {
        let named = Action.allCases.map { WhenBusy.named($0) }.filter { WhenBusy(name: $0.name) != nil }
        return try value.choice(of: ([.auto, .bargeIn] + named).map { ($0.name, $0) })
    }
}
