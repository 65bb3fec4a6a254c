import DuplexCore
import DuplexLoop
import DuplexRuntime

/// One long poll: reads what is there, and waits for more where that is not enough.
///
/// While it waits it is a closure in its session and a timer. Its closures run on the session's loop.
struct ParlantPoll: Sendable {
    /// What is waited for.
    enum Goal {
        /// Anything that is wanted; then everything that is there.
        case anything

        /// A message that is complete; nothing after it matters.
        case completeness
    }

    /// How a poll ended.
    struct Outcome: Sendable {
        var listing: ParlantListing

        /// Whether what was waited for has come.
        var isMet: Bool

        /// Whether the session was deleted.
        var isClosed = false
    }

    let reader: LogReader
    let goal: Goal
    private let cast: ParlantCast
    private let deadline: Duration
    private let context: ServerContext

    private static let pageEventCountMax = 256

    init(_ reader: LogReader, goal: Goal, patience: Duration, cast: ParlantCast, context: ServerContext) {
        self.reader = reader
        self.goal = goal
        self.cast = cast
        self.context = context
        deadline = reader.session.loop.now + patience
    }

    /// Reads into a listing; `done` is called once.
    func read(into listing: ParlantListing, done: @escaping ParlantDocuments.Done<Outcome>) {
        let isOver = isMet(listing) || context.isStopping
        let patience = isOver ? .zero : max(.zero, deadline - reader.session.loop.now)
        reader.assumeIsolated { reader in
            reader.next(limit: Self.pageEventCountMax, patience: patience) { take($0, into: listing, done: done) }
        }
    }

    private func take(_ page: LogPage, into earlier: ParlantListing, done: @escaping ParlantDocuments.Done<Outcome>) {
        var listing = earlier
        let view = reader.session.assumeIsolated { $0.conversationView(agent: cast.agent, customer: cast.customer) }
        do throws(JSONError) {
            _ = try listing.add(page.events, view)
        } catch {
            return done(.failure(ParlantProblem(StoreError.failed("an event cannot be read"))))
        }
        if case .failed(let error) = page.state { return done(.failure(ParlantProblem(error))) }
        let isMet = isMet(listing)
        // An empty page is the end of the time, or of the log where nothing is waited for.
        let isOver = page.state != .open || page.events.isEmpty || listing.isFull || (isMet && goal == .completeness)
        guard isOver else { return read(into: listing, done: done) }
        done(.success(Outcome(listing: listing, isMet: isMet, isClosed: page.state == .closed)))
    }

    private func isMet(_ listing: ParlantListing) -> Bool {
        switch goal {
        case .anything: !listing.isEmpty
        case .completeness: !listing.isEmpty && !listing.isGrowing
        }
    }
}
