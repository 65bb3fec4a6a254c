/// The time limits of one call, as a value: what happens goes in, the next deadline comes out.
struct CallTimer {
    /// How long the rest of a reply may take once its reader has let go.
    static let leftoverTimeMax: Duration = .seconds(1)

    private let limits: CallLimits
    private let started: Duration
    private var overall: Duration?
    private var lastByte: Duration?
    private var isPaused = false

    init(_ limits: CallLimits, startedAt now: Duration) {
        self.limits = limits
        started = now
        overall = limits.overall.map { now + $0 }
    }

    mutating func byteArrived(at now: Duration) {
        lastByte = now
    }

    /// Reading stands still for the reader's sake: the server cannot be blamed for silence.
    mutating func pause() {
        isPaused = true
    }

    mutating func resume(at now: Duration) {
        isPaused = false
        lastByte = now
    }

    mutating func letGo(at now: Duration) {
        let end = now + Self.leftoverTimeMax
        overall = overall.map { min($0, end) } ?? end
    }

    /// The limit that passes first if nothing happens.
    ///
    /// The connect limit is libcurl's own work.
    var deadline: (time: Duration, phase: CurlError.Phase)? {
        let end = overall.map { (time: $0, phase: CurlError.Phase.overall) }
        guard let silence, silence.time < end?.time ?? silence.time + .seconds(1) else { return end }
        return silence
    }

    /// The first time at which any limit can pass, whatever happens until then; bytes alone never make it earlier.
    func nextCheck(at now: Duration) -> Duration? {
        // The first byte may come right now, and from then on the gap counts.
        let gapEnd = isPaused || lastByte != nil ? nil : limits.gap.map { now + $0 }
        guard let deadline = deadline?.time else { return gapEnd }
        return gapEnd.map { min($0, deadline) } ?? deadline
    }

    private var silence: (time: Duration, phase: CurlError.Phase)? {
        if isPaused { return nil }
        if let lastByte { return limits.gap.map { (lastByte + $0, .gap) } }
        return limits.firstByte.map { (started + $0, .firstByte) }
    }
}
