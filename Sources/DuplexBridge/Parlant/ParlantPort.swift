/// A Parlant server as a feed sees it: calls and what they can come to.
///
/// No call throws: whatever a server does is an answer.
package protocol ParlantPort: Sendable {
    /// Creates a session, and its customer where there has to be one.
    func createSession(of customer: SessionCustomer) async -> CreateAnswer

    /// Posts a customer's message; without a text the agent is asked to speak first.
    func post(_ text: String?, to session: String) async -> PostAnswer

    /// Reads events from an offset on, and waits for some if there are none.
    ///
    /// On cancellation: ends the call and answers with a failure.
    func events(of session: String, from offset: Int, wait seconds: Int, onlyCustomers: Bool) async -> PollAnswer

    /// Follows a message that is being written, until it is complete or the connection ends.
    ///
    /// On cancellation: ends the call and returns.
    func follow(
        _ event: String,
        of session: String,
        onChange: @escaping @Sendable (UpstreamEvent) async -> Void
    ) async
}

/// Whom an upstream session is with.
package enum SessionCustomer: Equatable, Sendable {
    /// Whom the server takes when nobody is named.
    case guest

    /// A customer that is on the server already, by its id there.
    case known(String)

    /// A person of this side, by any name; made on the server when it is not there.
    case own(String)
}

/// Why a call came to nothing, and whether trying again can help.
package struct UpstreamFailure: Error, Equatable, Sendable {
    /// A stable name, as in `upstream.unreachable`.
    package var code: String

    /// One sentence for a person, without internals.
    package var message: String

    package init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    package static let unreachable = UpstreamFailure(
        "upstream.unreachable",
        "The agent's server cannot be reached. Is it running?"
    )
    package static let broken = UpstreamFailure("upstream.broken", "The connection to the agent's server broke.")
    package static let slow = UpstreamFailure("upstream.slow", "The agent's server did not answer in time.")
    package static let unreadable = UpstreamFailure(
        "upstream.unreadable",
        "The agent's server answered with something else than events."
    )
    package static let failing = UpstreamFailure("upstream.failing", "The agent's server failed.")
}

/// What creating a session comes to.
package enum CreateAnswer: Equatable, Sendable {
    case created(String)

    /// The server understood and will not, as for an agent that it does not have.
    case refused(UpstreamFailure)
    case failed(UpstreamFailure)
}

/// What posting a message comes to.
package enum PostAnswer: Equatable, Sendable {
    /// The message is in the session.
    case accepted(offset: Int, trace: String)
    case unknownSession
    case refused(UpstreamFailure)

    /// The message is certainly not in the session.
    case notSent(UpstreamFailure)

    /// Nobody knows whether it is.
    case unsure(UpstreamFailure)
}

/// What reading events comes to.
package enum PollAnswer: Equatable, Sendable {
    case events([UpstreamEvent])

    /// Nothing happened while the server waited; it is no failure.
    case nothing
    case unknownSession
    case failed(UpstreamFailure)
}
