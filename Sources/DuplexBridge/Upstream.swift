import DuplexAgents
import DuplexCore
import Synchronization

/// What all feeds of one agent share.
struct Upstream: Sendable {
    let name: String
    let url: String
    let agentID: String
    let customer: UpstreamCustomer
    let port: any ParlantPort
    let limits: FeedLimits
    let meter: FeedMeter

    /// Where in a session's memory the feed's place is kept.
    var memoryKey: String { "upstream.\(name)" }

    /// What the session is told to remember of a place.
    func memory(of place: FeedPlace) -> JSON {
        ["memory": .object([memoryKey: place.json(url: url, agent: agentID)])]
    }
}

/// Who speaks in the upstream's sessions.
public enum UpstreamCustomer: Equatable, Sendable {
    /// The server's own guest.
    case guest

    /// One customer for all sessions, by the id that the server knows.
    case named(String)

    /// The session's own customer, or else its owner: each person is somebody else upstream too, and is made there
    /// when the server does not have it.
    case session

    func customer(in home: SessionHome) -> SessionCustomer {
        switch self {
        case .guest: .guest
        case .named(let id): .known(id)
        case .session: .own(home.customer ?? home.owner.value)
        }
    }
}

/// Counts an agent's feeds.
final class FeedMeter: Sendable {
    private let counts = Mutex((open: 0, started: 0))

    var openCount: Int { counts.withLock { $0.open } }
    var startedCount: Int { counts.withLock { $0.started } }

    func opened() {
        counts.withLock { counts in
            counts.open += 1
            counts.started += 1
        }
    }

    func closed() { counts.withLock { $0.open -= 1 } }
}
