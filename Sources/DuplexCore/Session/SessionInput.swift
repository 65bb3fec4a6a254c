/// Names one answer that somebody waits for; the shell knows who.
package struct Ticket: Hashable, Sendable {
    package let number: Int

    package init(_ number: Int) { self.number = number }
}

/// What can happen to a session.
package enum SessionInput: Equatable, Sendable {
    case open(SessionSettings, owner: Principal)
    case update(SessionPatch, by: Principal, Ticket)
    case close(Ticket)

    /// A person's message.
    case message(Submission, Ticket)

    /// An event that a facade records as it is: custom events, annotations, operators' messages.
    case record(Entry, Ticket)

    /// A turn that answers no message: an agent is asked to speak first.
    case begin(Ticket)

    /// An interrupted turn goes on from what it had.
    case resume(TurnID, Ticket)

    /// The sender changes what a message that has not been used yet does; `replaces` is the decision that it saw.
    case decide(event: Offset, Action, replaces: Offset?, by: Principal, Ticket)

    /// The sender takes a message back that has not been used yet.
    case withdraw(event: Offset, by: Principal, Ticket)

    /// Someone stops a turn; `waits` when the answer shall come only once it has settled.
    case cancel(TurnID, mode: CancelMode, cause: Cause, waits: Bool, Ticket)

    /// The one who waits for a cancel to settle waits no longer.
    case cancelWaitEnded(TurnID, Ticket)

    case run(RunID, RunEvent, Ticket)
    case calls(RunID, [ToolSelection], Ticket)

    /// An agent asks for another agent as its child.
    case child(RunID, agent: String, input: String, Ticket)

    /// A run has its answer and asks what was said on the side lane meanwhile.
    case finalize(RunID, Ticket)

    /// A run's task has come to its end.
    case runReturned(RunID, RunResult)
    case tool(CallID, ToolEvent, Ticket)
    case commit(CallID, Ticket)

    /// A running tool asks a person and waits for the answer, at most so long.
    case ask(CallID, prompt: String, within: Duration?, Ticket)

    /// A running tool goes on beyond its turn.
    case handOver(CallID, Ticket)

    /// A person answers what a turn waits for.
    case reply(CallID, InputReply, by: Principal, Ticket)

    /// Somebody says something to a running tool.
    case post(ToolPost, to: CallID, Ticket)

    /// A running tool reads what it was told; `waits` when the answer shall come only once there is something.
    case collect(CallID, waits: Bool, Ticket)

    /// The tool that waits for a message waits no longer.
    case endCollecting(CallID, Ticket)

    /// A run that goes on after a restart waits for the calls that were open.
    case rejoin(RunID, Ticket)

    /// A tool's task has come to its end.
    case toolReturned(CallID, ToolResult)
    case timer(SessionTimer)

    /// What somebody who looked again would do with the message at an offset; nil when there was no answer in time.
    case consulted(Offset, Decision?)

    /// Everything up to this offset is durable.
    case committed(Offset)

    /// The store was opened again after a crash: whatever was open has lost its tasks. The selections are the open calls
    /// that could be run again.
    case recover([ToolSelection])

    /// The server stops: whatever runs is cancelled.
    case shutdown
}

/// A message as its sender gave it.
package struct Submission: Equatable, Sendable {
    package var text: String

    /// The text in the parts in which it was sent; nil when that is one.
    package var parts: [String]?
    package var source: EventSource
    package var principal: Principal

    /// The action that the sender named; nil leaves it to the session.
    package var whenBusy: WhenBusy?
    package var clientKey: String?

    /// The branch that a steer is for, by its run's or its agent's name; nil for the whole turn.
    package var target: String?

    /// What a facade keeps with the message for its own clients.
    package var conversation: JSONObject?

    /// The members of the turn's ``ProgressFilter``, and the id of the view that shows it; nil records everything.
    package var progress: JSONObject?

    package init(
        text: String, source: EventSource = .customer, principal: Principal = .local, whenBusy: WhenBusy? = nil,
        clientKey: String? = nil, conversation: JSONObject? = nil, progress: JSONObject? = nil
    ) {
        self.text = text
        self.source = source
        self.principal = principal
        self.whenBusy = whenBusy
        self.clientKey = clientKey
        self.conversation = conversation
        self.progress = progress
    }
}

/// What a session is created with.
package struct SessionSettings: Equatable, Sendable {
    package var agent: String
    package var title: String?
    package var metadata: JSONObject
    package var whenBusy: WhenBusy?

    /// Whether messages start turns (`auto`) or are only kept (`manual`).
    package var isManual: Bool
    package var customer: String?

    /// How a facade shows messages that are being written; nil where it does not matter.
    package var outputMode: String?

    /// Whether messages may be answered beside the running turn; not every facade's clients could tell them apart.
    package var hasSideLane: Bool

    package init(
        agent: String, title: String? = nil, metadata: JSONObject = [:], whenBusy: WhenBusy? = nil,
        isManual: Bool = false, customer: String? = nil, outputMode: String? = nil, hasSideLane: Bool = true
    ) {
        self.agent = agent
        self.title = title
        self.metadata = metadata
        self.whenBusy = whenBusy
        self.isManual = isManual
        self.customer = customer
        self.outputMode = outputMode
        self.hasSideLane = hasSideLane
    }
}

/// What of a session changes; absent members stay, `null` erases a title.
package struct SessionPatch: Equatable, Sendable {
    package var members: JSONObject

    package init(_ members: JSONObject) { self.members = members }
}

/// How a turn is stopped.
package enum CancelMode: String, Sendable {
    case stop, rollback
}

/// How a run's task ended.
package enum RunResult: Equatable, Sendable {
    case finished
    case failed(code: String, message: String)
    case cancelled
}

/// How a tool's task ended.
package enum ToolResult: Equatable, Sendable {
    case finished(JSON)
    case failed(code: String, message: String)
    case cancelled
}

/// What a session waits for.
package enum SessionTimer: Hashable, Sendable {
    /// A sign of life of the running turn.
    case silence(TurnID)

    /// The turn's time in all.
    case total(TurnID)
    case deadline(CallID)

    /// A sign of life of a running call; without one the session speaks for it.
    case silenceNotice(CallID)

    /// The end of the time in which a person can answer.
    case input(CallID)
    case delta(RunID)
    case cancelTask(TurnID)
    case cancelDetach(TurnID)

    /// The same for one branch that begins anew.
    case branchTask(RunID)
    case branchDetach(RunID)

    /// The side turns that a turn which is done waits for.
    case sideTalk(TurnID)
}
