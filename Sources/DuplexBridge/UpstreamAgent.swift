public import DuplexAgents
import DuplexCore
public import DuplexCurl

/// An agent that lives on a Parlant server.
///
/// Each session has one session there, followed by one continuous feed of long polls that all its turns share. Where
/// the feed stands is kept in the session's log, so another life of the process goes on from there. A new message
/// interrupts the upstream's turn as Parlant does it: by being sent.
///
/// The server may be away, restarted, replaced or slow: turns then fail or time out by themselves, and the next one
/// works as soon as the server does.
public struct UpstreamAgent: Agent {
    public let name: String
    public let about: String
    private let upstream: Upstream

    /// Creates an agent; nothing is connected before the first message.
    ///
    /// - Parameters:
    ///   - name: the name by which sessions ask for it here.
    ///   - about: one sentence for people.
    ///   - url: the Parlant server's address, as in `http://127.0.0.1:8800`.
    ///   - agent: the agent's id on that server.
    ///   - customer: who speaks there.
    ///   - client: the HTTP client, shared by all of a program.
    ///   - limits: the bounds of each feed.
    public init(
        name: String, about: String = "", url: String, agent: String, customer: UpstreamCustomer = .guest,
        client: CurlClient, limits: FeedLimits = FeedLimits()
    ) {
        self.init(
            name: name, about: about, url: url, agent: agent, customer: customer,
            port: ParlantClient(url: url, agent: agent, client: client), limits: limits)
    }

    package init(
        name: String, about: String = "", url: String, agent: String, customer: UpstreamCustomer = .guest,
        port: any ParlantPort, limits: FeedLimits = FeedLimits()
    ) {
        self.name = name
        self.about = about
        upstream = Upstream(
            name: name, url: url, agentID: agent, customer: customer, port: port, limits: limits, meter: FeedMeter())
    }

    /// How many sessions are being followed now.
    public var openFeedCount: Int { upstream.meter.openCount }

    /// How many feeds have been started since the agent was created.
    public var startedFeedCount: Int { upstream.meter.startedCount }

    /// Answers one turn with what the upstream says to it.
    ///
    /// On cancellation: throws `CancellationError` at once; what the upstream says to this turn from then on is kept
    /// apart from later turns.
    ///
    /// - Throws: `AgentError` with an `upstream.` code.
    public func run(_ context: RunContext) async throws {
        // From this sign of life on the upstream has as long as the limits give any silent agent.
        try await context.note(.responsePreparing, ["stage": "waiting", "agent": .string(name)])
        let text = context.input.isEmpty ? nil : context.input.joined(separator: "\n")
        var mail: Mailbox?
        var feed: Feed?
        while mail == nil {
            try context.checkCancellation()
            let upstream = upstream
            feed = try await context.companion(upstream.memoryKey) { Feed(upstream) } as? Feed
            guard let feed else { throw AgentError(code: "upstream.name_taken", "Two agents share the name \(name).") }
            mail = feed.ask(context.run, turn: context.turn, text: text)
        }
        guard let mail, let feed else { return }
        defer { feed.abandon(context.run) }
        try await context.token.guarding { try await answer(context, mail) }
    }

    private func answer(_ context: RunContext, _ mail: Mailbox) async throws {
        var writer: MessageWriter?
        for await letter in mail {
            switch letter {
            case .ended(let ending, let place):
                try await remember(place, context)
                if case .failed(let failure) = ending { throw AgentError(code: failure.code, failure.message) }
                return
            case .item(.alive(let stage, let percent)):
                var payload: JSONObject = ["stage": .string(stage)]
                payload["percent"] = percent.map(JSON.int)
                try await context.note(.responsePreparing, .object(payload))
            case .item(.message(let text, let place)):
                try await context.say(text)
                try await remember(place, context)
            case .item(.words(let text)):
                if writer == nil { writer = try await context.beginMessage() }
                if !text.isEmpty { try await writer?.write(text) }
            case .item(.messageEnded(let place)):
                // Its text is what was written.
                try await writer?.end(text: "")
                writer = nil
                try await remember(place, context)
            case .item(.tools(let calls)):
                for call in calls.array ?? [] {
                    let tool = call["tool_id"] ?? .null
                    try await context.note(.custom, ["type": "upstream.tool", "agent": .string(name), "tool": tool])
                }
            }
        }
        try Task.checkCancellation()
        throw AgentError(code: "upstream.lost", "The connection to the agent's server has ended.")
    }

    /// Where the feed stands comes into the log right after what was read so far.
    private func remember(_ place: FeedPlace, _ context: RunContext) async throws {
        try await context.note(.sessionUpdated, upstream.memory(of: place))
    }
}
