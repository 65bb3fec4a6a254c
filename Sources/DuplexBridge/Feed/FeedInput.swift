import DuplexCore

/// Names a turn that a feed answers: the run that asked.
typealias FeedTurnID = RunID

/// What can happen to a feed.
enum FeedInput: Equatable, Sendable {
    /// A run asks; without a text the agent is to speak first.
    case ask(FeedTurnID, turn: TurnID, text: String?)

    /// The run no longer listens.
    case abandon(FeedTurnID)
    case created(CreateAnswer)
    case posted(FeedTurnID, PostAnswer)

    /// What was found of a message of which nobody knew whether it had arrived.
    case looked(FeedTurnID, PollAnswer)

    /// A long poll's answer; `poll` is its number.
    case polled(Int, PollAnswer, took: Duration)

    /// A message that is being written has changed.
    case changed(UpstreamEvent)

    /// The connection on which a message is followed has ended.
    case followEnded(String)
    case timer(FeedTimer)
}

/// What a feed waits for. A timer whose number is no longer the current one means nothing.
enum FeedTimer: Equatable, Sendable {
    /// The next attempt at polling.
    case poll(Int)

    /// The next attempt at creating a session.
    case create
    case post(FeedTurnID)
    case look(FeedTurnID)

    /// A turn that may be over, unless more comes.
    case quiet(Int)
    case follow(String)

    /// A message that is still open though its turn is over.
    case openMessage(String)
    case idle
}

/// What the shell must do, in order.
enum FeedEffect: Equatable, Sendable {
    case create
    case post(FeedTurnID, session: String, text: String?)
    case look(FeedTurnID, session: String, from: Int)
    case poll(Int, session: String, from: Int)

    /// The long poll in flight asks for the wrong thing.
    case dropPoll
    case follow(String, session: String)
    case dropFollow
    case setTimer(FeedTimer, after: Duration)
    case deliver(FeedTurnID, FeedItem)
    case end(FeedTurnID, FeedEnding, FeedPlace)

    /// Keeps where the feed stands, when no turn does.
    case save(FeedPlace)

    /// The upstream session was replaced.
    case rebound(from: String, to: String)

    /// Something worth knowing that belongs to no turn.
    case note(JSONObject)
    case stop
}

/// What a turn hears of its upstream.
enum FeedItem: Equatable, Sendable {
    /// A sign of life; `stage` is what the agent is at.
    case alive(stage: String, percent: Int?)
    /// A whole message, and where the feed stands once it is in the log.
    case message(String, FeedPlace)

    /// The next words of the message that is being written; the first ones begin it.
    case words(String)
    case messageEnded(FeedPlace)
    case tools(JSON)
}

/// How a turn's upstream ended.
enum FeedEnding: Equatable, Sendable {
    case completed
    case failed(UpstreamFailure)
}

/// Where a feed stands: what it goes on from in another life of the process.
struct FeedPlace: Equatable, Sendable {
    /// The upstream session; nil until there is one.
    var session: String?

    /// The next offset that it wants.
    var next = 0

    /// Whether the server has shown that it says when a turn is complete.
    var hasStages = false

    init() {}

    /// Reads what ``json(url:agent:)`` wrote; nil when it was about another server or agent.
    init?(_ json: JSON?, url: String, agent: String) {
        guard let json, json["url"]?.string == url, json["agent"]?.string == agent else { return nil }
        session = json["session"]?.string
        next = max(0, json["next"]?.int ?? 0)
        hasStages = json["stages"]?.bool ?? false
    }

    func json(url: String, agent: String) -> JSON {
        var object: JSONObject = ["url": .string(url), "agent": .string(agent)]
        object["session"] = session.map(JSON.string)
        object["next"] = .int(next)
        object["stages"] = .bool(hasStages)
        return .object(object)
    }
}
