import Duplex
import DuplexDemo

/// What a server says when it is ready: on a terminal for a person, else as one JSON line for a program.
struct Banner: Sendable {
    let agents: [String]
    let model: ModelChoice?
    let store: ServerConfiguration.Store
    let hasTokens: Bool
    let isLoopback: Bool
    let style: Output.Style

    func lines(_ ready: DuplexServer.Ready, after time: Duration) -> [String] {
        let host = ready.host == "0.0.0.0" ? "127.0.0.1" : ready.host == "[::]" ? "[::1]" : ready.host
        let url = "http://\(host):\(ready.port)"
        return style.isTerminal ? table(url, ready, time) : [json(url, ready)]
    }

    private func table(_ url: String, _ ready: DuplexServer.Ready, _ time: Duration) -> [String] {
        let milliseconds = Int(time / .milliseconds(1))
        var rows = [("Page", "\(url)/", "")]
        if let key = ready.loginKey {
            rows = [("Page", "\(url)/#key=\(key)", "a login link: good once, for ten minutes")]
        }
        rows.append(("API", "\(url)/v1", "described at /openapi.json"))
        rows.append(("Agents", agents.joined(separator: ", "), modelNote))
        rows.append(("Data", dataText, dataNote))
        rows.append(("Open", isLoopback ? "this machine only, no TLS" : "to others, no TLS", openNote))
        if ready.recoveredSessionCount > 0 {
            rows.append(("Note", "\(ready.recoveredSessionCount) sessions had turns that a crash left open", "they have been ended"))
        }
        for (number, code) in TelcoAgent.codes.sorted(by: { $0.key < $1.key }) where model == nil && hasDemo {
            rows.append(("Demo", "\(number)", "telco's customer; the one-time code is \(code)"))
        }
        rows.append(("Try", "duplex chat \(agents[0])", "or: curl -N \(url)/v1/agents"))
        let width = rows.map(\.1.count).max() ?? 0
        let title = "Duplex \(Version.number)"
        return ["\(title)   ready in \(milliseconds) ms"]
            + rows.map { name, value, note in
                let head = "  \(padded(name, 8))\(value)"
                return note.isEmpty ? head : "  \(padded(name, 8))\(padded(value, width))   \(dimmed(note))"
            }
    }

    private func json(_ url: String, _ ready: DuplexServer.Ready) -> String {
        var object: JSONObject = [
            "ready": true, "version": .string(Version.number), "url": .string(url),
            "agents": .array(agents.map(JSON.string)), "data": .string(dataText),
            "recovered_sessions": .int(ready.recoveredSessionCount),
        ]
        object["model"] = model.map { .string($0.name) }
        return JSON.object(object).text
    }

    private var modelNote: String {
        model.map { "the demo agents think with \($0.name) at \($0.place)" } ?? (hasDemo ? "telco follows a script: its answers are canned" : "")
    }

    private var hasDemo: Bool { agents.contains("telco") }

    private var dataText: String {
        switch store {
        case .memory: "in memory"
        case .directory(let path): "\(path)/duplex.db"
        }
    }

    private var dataNote: String {
        store == .memory ? "nothing is kept when the server ends" : "SQLite, durable; --memory keeps nothing"
    }

    private var openNote: String {
        hasTokens ? "tokens are required" : "no login; --tokens FILE asks for one"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func dimmed(_ text: String) -> String { style.hasColour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
