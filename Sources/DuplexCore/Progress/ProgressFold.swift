/// What a simple display shows of an agent's work: a line for each thing that it does, in human words.
///
/// Feed it the events of a turn, or of several, in order. Words that come twice in a row are one line; the last line is
/// the one that runs, and at the end all have finished.
public struct ProgressFold: Equatable, Sendable {
    /// One line.
    public struct Line: Equatable, Sendable {
        /// Whether it is what the agent does now.
        public enum State: String, Sendable {
            case running, finished
        }

        /// The tool's feedback, or its name where it has none.
        public var text: String
        public var state: State

        /// Creates a line.
        public init(text: String, state: State) {
            self.text = text
            self.state = state
        }
    }

    /// Lines that are kept; with one more the oldest goes.
    public static let lineCountMax = 1000

    /// What the line says that stands for the answer being written.
    public static let answerText = "Preparing the answer"

    /// The kinds that change it.
    public static let kinds: [EventKind] = [.turnStarted, .turnEnded, .toolStarted, .responsePreparing]

    /// Whether every turn that began has ended, and there was one.
    public var isFinished: Bool { hasBegun && open.isEmpty }

    private var texts: [String] = []
    private var open: Set<TurnID> = []
    private var hasBegun = false

    /// Creates a display of nothing.
    public init() {}

    /// The lines, oldest first.
    public var lines: [Line] {
        texts.enumerated().map { index, text in
            Line(text: text, state: index == texts.count - 1 && !isFinished ? .running : .finished)
        }
    }

    /// Takes the next event in; kinds that say nothing to a simple display change nothing.
    public mutating func apply(_ event: Event) {
        switch event.kind {
        case .turnStarted:
            hasBegun = true
            if let turn = event.turn { open.insert(turn) }
        case .turnEnded:
            hasBegun = true
            if let turn = event.turn { open.remove(turn) }
        case .toolStarted:
            let feedback = event.payload["feedback"]?.string ?? ""
            show(feedback.isEmpty ? event.payload["name"]?.string ?? "" : feedback)
        case .responsePreparing: show(Self.answerText)
        default: break
        }
    }

    private mutating func show(_ text: String) {
        guard !text.isEmpty, texts.last != text else { return }
        texts.append(text)
        if texts.count > Self.lineCountMax { texts.removeFirst() }
    }
}
