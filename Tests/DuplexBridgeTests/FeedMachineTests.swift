@testable import DuplexBridge
import DuplexCore
import Foundation
import Testing

/// The machine against what real Parlant servers wrote, however it is cut into answers.
@Suite struct FeedMachineTests {
    /// A recording, and what each of its customer's messages was answered with.
    struct Recording: Sendable, CustomTestStringConvertible {
        let name: String
        let answers: [[String]]
        var testDescription: String { name }

        func text() throws -> String {
            let file = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../Fixtures/parlant/\(name).json")
            return try String(contentsOf: file, encoding: .utf8)
        }

        func events() throws -> [UpstreamEvent] {
            try #require(try JSON(parsing: try text()).array).compactMap(UpstreamEvent.init)
        }
    }

    static let recordings = [
        Recording(name: "turn_block", answers: [["Stub reply."]]),
        Recording(name: "turn_default_policy", answers: [["Got it", "Stub reply."]]),
        Recording(name: "turn_tool", answers: [["Still looking...", "Stub reply."]]),
        Recording(name: "turn_multi", answers: [["Stub reply."], ["Stub reply."], ["Stub reply."]]),
        Recording(name: "turn_error_stub-agent", answers: [[]]),
        Recording(name: "interrupt_draft", answers: [[], ["Stub reply."]]),
        Recording(name: "interrupt_tool", answers: [["Still looking..."], ["Still looking...", "Stub reply."]]),
        Recording(
            name: "interrupt_split", answers: [["Got it", "Two parts."], ["Got it", "Two parts.", "Second part."]]),
    ]

    @Test(arguments: recordings, [1, 2, 3, 7, 100])
    func `each recorded answer goes to its own turn, however it is cut`(_ recording: Recording, _ size: Int) throws {
        for hasTraces in [true, false] {
            var play = Play(try recording.events().map { event in
                var event = event
                if !hasTraces { event.trace = "<main>" }
                return event
            })
            play.run(pageSize: size)
            #expect(play.answers == recording.answers, "traces: \(hasTraces)")
            // Turns that were interrupted here are not told of their end there.
            let endCount = recording.name.hasPrefix("interrupt") ? 1 : recording.answers.count
            #expect(play.endings == Array(repeating: .completed, count: endCount))
        }
    }

    @Test func `a recorded error that comes after the end fails the turn`() throws {
        let recording = Recording(name: "turn_error_stream-agent", answers: [])
        #expect(try recording.text().contains("Traceback"))
        #expect(try !"\(recording.events())".contains("Traceback"), "it is left where it was read")
        for size in [1, 2, 100] {
            var play = Play(try recording.events())
            play.run(pageSize: size)
            #expect(play.endings == [.failed(UpstreamFailure("upstream.failed", "The agent reported an error."))])
        }
    }

    @Test func `the waits after failures grow, are bounded, and differ from feed to feed`() {
        var waits: [[Duration]] = []
        for seed: UInt64 in [7, 8] {
            var place = FeedPlace()
            place.session = "u1"
            var machine = FeedMachine(place: place, seed: seed)
            var effects = machine.handle(.ask("r1", turn: "t1", text: nil), at: .zero)
            _ = machine.handle(.abandon("r1"), at: .zero)
            effects += machine.handle(.posted("r1", .refused(.failing)), at: .zero)
            var row: [Duration] = []
            for number in 1...8 {
                for effect in machine.handle(.polled(number, .failed(.broken), took: .zero), at: .zero) {
                    if case .setTimer(.poll, let delay) = effect { row.append(delay) }
                }
                _ = machine.handle(.timer(.poll(number)), at: .zero)
            }
            waits.append(row)
        }
        #expect(waits[0].count == 8)
        #expect(waits[0] != waits[1])
        #expect(waits[0][0] >= .milliseconds(3750) && waits[0][0] <= .seconds(5))
        #expect(waits[0].allSatisfy { $0 <= .seconds(60) })
        #expect(waits[0][7] >= .seconds(45))
    }

    @Test func `an answer of a poll that nobody waits for means nothing`() {
        var place = FeedPlace()
        place.session = "u1"
        var machine = FeedMachine(place: place, seed: 1)
        _ = machine.handle(.ask("r1", turn: "t1", text: "hi"), at: .zero)
        let before = machine.place
        #expect(machine.handle(.polled(7, .unknownSession, took: .zero), at: .zero) == [])
        #expect(machine.place == before)
    }
}

/// Plays a recording to a machine: a turn asks where its message stands in the recording.
private struct Play {
    let events: [UpstreamEvent]
    var machine = FeedMachine(place: FeedPlace(), seed: 1)
    var answers: [[String]] = []
    var endings: [FeedEnding] = []
    private var visible = 0
    private var queue: [FeedInput] = []
    private var poll: (number: Int, from: Int)?
    private var timers: [FeedTimer] = []

    init(_ events: [UpstreamEvent]) { self.events = events }

    mutating func run(pageSize: Int) {
        while visible < events.count {
            // Up to the next message of the customer's, which a turn asks for.
            if events[visible].isCustomerMessage {
                let run = FeedTurnID("r\(answers.count)")
                // A new message takes the place of the turn before.
                if !answers.isEmpty { feed(.abandon(FeedTurnID("r\(answers.count - 1)"))) }
                answers.append([])
                feed(.ask(run, turn: TurnID("t\(answers.count)"), text: events[visible].text))
            }
            let stop = events[(visible + 1)...].firstIndex { $0.isCustomerMessage } ?? events.endIndex
            while visible < stop {
                visible = min(visible + pageSize, stop)
                answerPoll()
            }
        }
        // Time passes.
        for timer in timers { if case .quiet = timer { feed(.timer(timer)) } }
    }

    private mutating func answerPoll() {
        while let poll, let last = events[..<visible].last, last.offset >= poll.from {
            let page = events[..<visible].filter { $0.offset >= poll.from }
            self.poll = nil
            feed(.polled(poll.number, .events(page), took: .seconds(1)))
        }
    }

    private mutating func feed(_ input: FeedInput) {
        queue.append(input)
        while !queue.isEmpty {
            for effect in machine.handle(queue.removeFirst(), at: .zero) { perform(effect) }
        }
    }

    private mutating func perform(_ effect: FeedEffect) {
        switch effect {
        case .create: queue.append(.created(.created("u1")))
        case .post(let run, _, _):
            // The message is there before its sender is told, and so may be what follows it.
            let message = events[visible]
            queue.append(.posted(run, .accepted(offset: message.offset, trace: message.trace)))
        case .poll(let number, _, let from): poll = (number, from)
        case .deliver(let run, .message(let text, _)):
            if let index = Int(run.value.dropFirst()) { answers[index].append(text) }
        case .end(_, let ending, _): endings.append(ending)
        case .setTimer(let timer, _): timers.append(timer)
        case .look, .dropPoll, .follow, .dropFollow, .deliver, .save, .rebound, .note, .stop: break
        }
    }
}
