package import DuplexCore

/// Where the runtime takes time, names and storage from; the composition root has the real ones, tests their own.
package struct RuntimeEnvironment: Sendable {
    package let store: any EventStore
    package let wall: any WallClock
    package let ids: any IDSource
    package let limits: Limits
    package let log: any LogSink

    /// Who is told of every event once it is durable; nil for nobody.
    package let watcher: (any EventWatcher)?

    /// Where tools run that block their thread; nil runs them on their session's loop, as a simulation must.
    package let threads: (any TaskExecutor)?

    package init(
        store: any EventStore, wall: any WallClock, ids: any IDSource, limits: Limits = Limits(),
        log: any LogSink = NoLog(), watcher: (any EventWatcher)? = nil, threads: (any TaskExecutor)? = nil
    ) {
        self.store = store
        self.wall = wall
        self.ids = ids
        self.limits = limits
        self.log = log
        self.watcher = watcher
        self.threads = threads
    }
}

/// Looks at the events of all sessions, for metrics and traces.
package protocol EventWatcher: Sendable {
    /// Takes events that have become durable, in the order of their log; called on their session's loop, so it must be
    /// quick.
    func take(_ events: [Event])
}

/// The time of day.
package protocol WallClock: Sendable {
    var now: Timestamp { get }
}

/// Names that nobody can guess.
package protocol IDSource: Sendable {
    /// At least 120 random bits, as letters and digits.
    func next() -> String
}

/// Where the server's own log lines go.
package protocol LogSink: Sendable {
    /// Writes one line. `fields` never hold what people or models said, nor secrets.
    func write(_ level: LogLevel, _ message: String, _ fields: [(String, String)])
}

/// How much a log line matters.
package enum LogLevel: String, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
}

/// Says nothing.
package struct NoLog: LogSink {
    package init() {}
    package func write(_ level: LogLevel, _ message: String, _ fields: [(String, String)]) {}
}
