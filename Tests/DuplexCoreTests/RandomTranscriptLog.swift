import DuplexCore

/// Writes a log as a session might, with everything happening at odd moments.
struct RandomTranscriptLog {
    private(set) var log = TranscriptLog()
    private var random: SeededGenerator
    private var main: Live?
    private var side: Live?
    private var queue: [TurnID] = []
    private var handedOver: [String] = []
    private var lastEnded: TurnID?
    private var number = 0

    private struct Live {
        var turn: TurnID
        var lane: Lane
        var run: RunID
        var step = 0
        var open: [String] = []
        var steers: [Int] = []
    }

    init(seed: UInt64, actionCount: Int = 220) {
        random = SeededGenerator(seed: seed)
        for _ in 0..<actionCount { act() }
    }

    private mutating func act() {
        switch Int.random(in: 0..<20, using: &random) {
        case 0...2: speak()
        case 3: speakAside()
        case 4...7: work(on: \.main)
        case 8...12: moveTool(of: \.main)
        case 13...14: answer(\.main)
        case 15: end(\.main)
        case 16: work(on: \.side)
        case 17: moveTool(of: \.side)
        case 18: end(\.side)
        default: disturb()
        }
    }

    private mutating func name(_ prefix: String) -> String {
        number += 1
        return "\(prefix)\(number)"
    }

    private mutating func speak() {
        let turn = TurnID(name("t"))
        guard var live = main else {
            log.user("hello \(turn)", turn: turn)
            return start(turn)
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            live.steers.append(log.user("steer \(turn)", turn: live.turn))
            main = live
        case 1:
            log.user("enqueue \(turn)", turn: turn)
            log.add(.turnQueued, turn: turn)
            queue.append(turn)
        default:
            log.user("interrupt \(turn)", turn: turn)
            settle(live)
            log.end(live.turn, "interrupted", successor: turn)
            lastEnded = live.turn
            start(turn)
        }
    }

    private mutating func start(_ turn: TurnID) {
        let live = Live(turn: turn, lane: .main, run: RunID(name("r")))
        log.add(.turnStarted, turn: turn)
        log.add(.runStarted, turn: turn, run: live.run, ["agent": "a"])
        main = live
    }

    private mutating func speakAside() {
        guard main != nil, side == nil else { return }
        let live = Live(turn: TurnID(name("t")), lane: .side, run: RunID(name("r")))
        log.begin("aside \(live.turn)", turn: live.turn, lane: .side)
        side = live
    }

    private mutating func work(on path: WritableKeyPath<Self, Live?>) {
        guard var live = self[keyPath: path], live.open.isEmpty else { return }
        live.step += 1
        log.add(.stepStarted, turn: live.turn, lane: live.lane, run: live.run, step: live.step)
        for steer in live.steers {
            log.add(
                .messageSteered,
                turn: live.turn,
                ["event": .int(steer), "state": "consumed", "step": .int(live.step)]
            )
        }
        live.steers = []
        if Bool.random(using: &random) {
            log.agent("saying", turn: live.turn, lane: live.lane, run: live.run, step: live.step)
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let call = name("c")
            log.tool(.toolSelected, call, turn: live.turn, lane: live.lane, run: live.run, step: live.step)
            live.open.append(call)
        }
        self[keyPath: path] = live
    }

    private mutating func moveTool(of path: WritableKeyPath<Self, Live?>) {
        guard var live = self[keyPath: path], let call = live.open.randomElement(using: &random) else { return }
        let steps: [(EventKind, JSONObject)] = [
            (.toolStarted, ["effect": Bool.random(using: &random) ? "write" : "read"]),
            (.toolProgress, ["percent": .int(Int.random(in: 0...100, using: &random))]), (.toolCommitted, [:]),
            (.toolFinished, ["result": "found"]), (.toolFailed, ["error": ["code": "x"]]),
            (.toolFailed, ["error": ["code": "y"], "refused": true]), (.toolCancelled, ["effect": "none"]),
            (.toolCancelled, ["effect": "unknown"]), (.toolDetached, [:]), (.toolHandedOver, ["turn": "tb"]),
        ]
        let (kind, payload) = steps[Int.random(in: 0..<steps.count, using: &random)]
        log.tool(kind, call, turn: live.turn, lane: live.lane, run: live.run, step: live.step, payload)
        if kind == .toolHandedOver { handedOver.append(call) }
        if ![EventKind.toolStarted, .toolProgress, .toolCommitted].contains(kind) {
            live.open.removeAll { $0 == call }
        }
        self[keyPath: path] = live
    }

    private mutating func answer(_ path: WritableKeyPath<Self, Live?>) {
        guard let live = self[keyPath: path], live.open.isEmpty else { return }
        log.agent("answer", turn: live.turn, lane: live.lane, run: live.run, step: live.step + 1)
        end(path)
    }

    /// Ends what is still open, as a machine would; now and then it is left open, as a crash would.
    private mutating func settle(_ live: Live) {
        for call in live.open where Int.random(in: 0..<4, using: &random) > 0 {
            log.tool(.toolCancelled, call, turn: live.turn, lane: live.lane, run: live.run, ["effect": "none"])
        }
    }

    private mutating func end(_ path: WritableKeyPath<Self, Live?>) {
        guard let live = self[keyPath: path] else { return }
        settle(live)
        let outcomes = ["completed", "completed", "completed", "cancelled", "failed", "timed_out", "rolled_back"]
        log.end(live.turn, outcomes[Int.random(in: 0..<outcomes.count, using: &random)], lane: live.lane)
        self[keyPath: path] = nil
        guard live.lane == .main else { return }
        lastEnded = live.turn
        if !queue.isEmpty { start(queue.removeFirst()) }
    }

    private mutating func disturb() {
        let head = log.events.count
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where head > 0:
            let from = Int.random(in: 0..<head, using: &random)
            let to = Swift.min(head - 1, from + Int.random(in: 0..<12, using: &random))
            log.add(.eventsHidden, ["from": .int(from), "to": .int(to), "by": "local"])
        case 1:
            if let turn = queue.popLast() { log.end(turn, "superseded", successor: main?.turn) }
        case 2:
            // Late ones: the fence refuses them as anything but this.
            for event in log.events.suffix(40) where event.kind == .toolDetached {
                guard let call = event.payload["call"]?.string, let turn = event.turn else { continue }
                log.tool(.toolDiscarded, call, turn: turn, ["outcome": "finished"])
            }
        case 3:
            guard let call = handedOver.popLast() else { return }
            log.add(.turnStarted, turn: "tb", lane: .background)
            log.tool(.toolSelected, "\(call)-b", turn: "tb", lane: .background, ["continues": .string(call)])
            log.tool(
                .toolFinished, "\(call)-b", turn: "tb", lane: .background, ["continues": .string(call), "result": "late"])
            log.end("tb", lane: .background)
        case 4: log.agent("from an operator", turn: nil, run: nil)
        default:
            guard main == nil, let resumed = lastEnded else { return }
            let turn = TurnID(name("t"))
            log.add(.turnStarted, turn: turn, ["resumes": .string(resumed.value)])
            main = Live(turn: turn, lane: .main, run: RunID(name("r")))
            lastEnded = nil
        }
    }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
