import Duplex
import DuplexCurl

/// The models that the configuration names.
struct ConfiguredModels {
    /// A model, and where it is for people.
    struct Entry {
        let model: any Model
        let place: String
    }

    private enum Kind: String, CaseIterable { case openai, scripted }

    private(set) var byName: [String: Entry] = [:]

    /// Makes them; nothing is connected.
    init(_ configuration: Configuration, client: CurlClient) throws(SettingsError) {
        for (name, value) in configuration.models { byName[name] = try Self.entry(value, client) }
    }

    /// The model that a value names.
    func model(_ value: ConfigValue) throws(SettingsError) -> any Model {
        let name = try value.text()
        if let entry = byName[name] { return entry.model }
        let hint = NearestWord.to(name, in: byName.keys.sorted()).map { "Did you mean \($0)?" }
        throw value.fault("there is no model \"\(name)\" under models. \(hint ?? "Add it there.")")
    }

    private static func entry(_ value: ConfigValue, _ client: CurlClient) throws(SettingsError) -> Entry {
        let section = try value.section(ModelKey.self)
        let kind = try section[.kind]?.word(Kind.self) ?? .openai
        switch kind {
        case .openai:
            if let script = section[.script] { throw script.fault("only a model of the kind scripted has a script.") }
            let url = try section[.url]?.url() ?? "https://api.openai.com/v1"
            let model = OpenAIModel(
                name: try section.required(.name).text(),
                baseURL: url,
                apiKey: try section[.key]?.secret(),
                client: client,
                clock: ContinuousClock(),
                jitter: Machine.jitter
            )
            return Entry(model: model, place: url)
        case .scripted:
            for key in [ModelKey.url, .name, .key] {
                if let value = section[key] { throw value.fault("a scripted model speaks to nobody: leave it out.") }
            }
            let script = try section.required(.script)
            do {
                return Entry(
                    model: try ScriptedModel(clock: ContinuousClock(), script: try content(of: script)),
                    place: "its script"
                )
            } catch let error as ScriptError {
                throw script.fault("\(error.message).")
            } catch let error as SettingsError {
                throw error
            } catch {
                throw script.expected("a script")
            }
        }
    }

    /// A script that stands here, or in a file beside this one.
    private static func content(of script: ConfigValue) throws(SettingsError) -> JSON {
        guard case .scalar(.string) = script.node.value else { return script.node.json }
        let text = try script.longText()
        do throws(JSON5Error) {
            return try JSON5Reader.read(text).json
        } catch {
            throw script.fault("line \(error.place) of the script: \(error.problem).")
        }
    }
}
