import Duplex
import DuplexCurl
import DuplexDemo

/// The agents that the program comes with.
enum DemoAgents {
    /// The telco agent first, since it answers sessions that name none.
    static func all(model: (any Model)?) -> [any Agent] {
        let telco = model.map { TelcoAgent.make(model: $0) } ?? TelcoAgent.make(clock: ContinuousClock())
        let travel = model.map { TravelAgent.make(model: $0) } ?? TravelAgent.make(clock: ContinuousClock())
        return [telco, travel, EchoAgent()]
    }
}

/// The language model that the settings name.
struct ModelChoice {
    let name: String
    let baseURL: String

    /// The model with its connection; nil when the settings name none.
    ///
    /// The key and the address come from the environment, as every OpenAI client takes them.
    static func make(_ settings: Settings, client: CurlClient) throws(SettingsError) -> (any Model, ModelChoice)? {
        let key = settings.variable("OPENAI_API_KEY")
        let address = settings.variable("OPENAI_BASE_URL")
        // A key alone must not send what people say to a model that nobody has named.
        guard let name = settings.text(.model) else { return nil }
        guard key != nil || address != nil else {
            throw SettingsError("--model needs OPENAI_API_KEY, or OPENAI_BASE_URL for a provider without keys.")
        }
        let choice = ModelChoice(name: name, baseURL: address ?? "https://api.openai.com/v1")
        let model = OpenAIModel(
            name: name, baseURL: choice.baseURL, apiKey: key, client: client, clock: ContinuousClock(),
            jitter: { Double(Machine.random() >> 11) / Double(1 << 53) })
        return (model, choice)
    }
}
