import Duplex
import DuplexBridge
import DuplexCore
import DuplexCurl
import DuplexDemo

/// The agents that the program comes with.
enum DemoAgents {
    /// The telco agent first, since it answers sessions that name none.
    ///
    /// `customers` is the telco agent's data; nil keeps it in memory.
    static func all(
        model: (any Model)?, experts: CareExperts = CareExperts(), customers: TelcoStore? = nil
    ) throws -> [any Agent] {
        let telco = TelcoAgent.make(
            model: model ?? TelcoAgent.script(clock: ContinuousClock()),
            store: customers ?? TelcoStore { SystemClock().now })
        let travel = model.map { TravelAgent.make(model: $0) } ?? TravelAgent.make(clock: ContinuousClock())
        let care =
            try model.map { try CareAgent.make(model: $0, research: experts.research, welfare: experts.welfare) }
            ?? CareAgent.make(clock: ContinuousClock(), research: experts.research, welfare: experts.welfare)
        return [telco, travel, care, EchoAgent()]
    }

    /// The agents of the configuration, and these where it has none or they are asked for; the one that the settings
    /// name first.
    ///
    /// `data` is the directory in which the telco agent's data is kept; nil keeps it in memory.
    static func served(
        with configured: [any Agent], model: (any Model)?, _ settings: Settings, client: CurlClient, data: String? = nil
    ) throws -> [any Agent] {
        var agents = configured
        let wantsDemo = try settings.isOn(.demo)
        if agents.isEmpty || wantsDemo {
            let experts = try CareExperts(settings, client: client)
            agents += try all(model: model, experts: experts, customers: try data.map { try customers(in: $0) })
        }
        guard let (name, origin) = settings.find(.firstAgent) else { return agents }
        guard let place = agents.firstIndex(where: { $0.name == name }) else {
            let known = agents.map(\.name)
            let hint = NearestWord.to(name, in: known).map { " Did you mean \($0)?" } ?? ""
            throw SettingsError("\(origin) is one of \(known.joined(separator: ", ")), not \"\(name)\".\(hint)")
        }
        agents.insert(agents.remove(at: place), at: 0)
        return agents
    }

    /// The telco agent's data, beside the sessions.
    private static func customers(in directory: String) throws(CommandFailure) -> TelcoStore {
        do throws(TelcoStoreError) {
            return try TelcoStore(path: directory + "/telco.db") { SystemClock().now }
        } catch {
            throw CommandFailure(error.description)
        }
    }
}

/// The care demo's experts that live on Parlant servers; nil for the demo's own.
struct CareExperts {
    var research: (any Agent)?
    var welfare: (any Agent)?

    /// The demo's own.
    init() {}

    /// Those that the settings name.
    init(_ settings: Settings, client: CurlClient) throws(SettingsError) {
        research = try Self.expert("research_paper", settings, .careResearch, client)
        welfare = try Self.expert("medical_welfare", settings, .careWelfare, client)
    }

    private static func expert(
        _ name: String, _ settings: Settings, _ setting: Setting, _ client: CurlClient
    ) throws(SettingsError) -> UpstreamAgent? {
        guard let (value, origin) = settings.find(setting) else { return nil }
        let parts = value.split(separator: "#", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].hasPrefix("http://") || parts[0].hasPrefix("https://") else {
            throw SettingsError(
                "\(origin) is a Parlant server and an agent's id like http://127.0.0.1:8800#a1B2c3, not \"\(value)\".")
        }
        return UpstreamAgent(name: name, url: parts[0], agent: parts[1], customer: .session, client: client)
    }
}

/// The language model that the settings name.
struct ModelChoice {
    let name: String

    /// Where it is, for people.
    let place: String

    /// The model with its connection; nil when the settings name none.
    ///
    /// A name that the configuration does not know is one at the provider that the environment names, with key and
    /// address as every OpenAI client takes them.
    static func make(
        _ settings: Settings, _ models: ConfiguredModels, client: CurlClient
    ) throws(SettingsError) -> (any Model, ModelChoice)? {
        let key = settings.variable("OPENAI_API_KEY")
        let address = settings.variable("OPENAI_BASE_URL")
        // A key alone must not send what people say to a model that nobody has named.
        guard let name = settings.text(.model) else { return nil }
        if let entry = models.byName[name] { return (entry.model, ModelChoice(name: name, place: entry.place)) }
        guard key != nil || address != nil else {
            throw SettingsError(
                "--model needs OPENAI_API_KEY, OPENAI_BASE_URL for a provider without keys, or a model of that name in "
                    + "the configuration.")
        }
        let choice = ModelChoice(name: name, place: address ?? "https://api.openai.com/v1")
        let model = OpenAIModel(
            name: name, baseURL: choice.place, apiKey: key, client: client, clock: ContinuousClock(),
            jitter: Machine.jitter)
        return (model, choice)
    }
}
