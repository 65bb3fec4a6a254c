import DuplexCore
import DuplexLoop
import DuplexRuntime

/// Where the events of a live reader go; used on its loop only.
protocol EventSink: Sendable {
    var loop: any EventLoop { get }

    /// Whether there is still somebody to send to.
    var isOpen: Bool { get }

    /// Bytes that the client has not taken yet.
    var pendingByteCount: Int { get }

    /// Silence after which ``keepAlive(passed:)`` is wanted; nil when the transport does that itself.
    var silenceMax: Duration? { get }

    /// Sends events, at least one; false when the last of them was the last one wanted.
    func send(_ events: [StoredEvent]) -> Bool

    /// Sends a sign of life, with the last offset that the reader has passed; false when the silence is the end.
    func keepAlive(passed: Offset?) -> Bool

    /// Says goodbye.
    func end(_ reason: EventPumpEnd)

    /// Sets what is called each time that everything pending has been taken.
    func onDrain(_ work: @escaping @Sendable () -> Void)

    /// Sets what is called once when the client has gone.
    func onClose(_ work: @escaping @Sendable () -> Void)
}

/// Why events stop.
enum EventPumpEnd: Equatable, Sendable {
    /// The last event that was wanted has been sent.
    case satisfied

    /// The session was deleted.
    case sessionClosed

    /// The log can no longer be read from here.
    case failed(StoreError)

    /// The server stops.
    case stopping
}

/// Moves a session's events to a client as they happen.
///
/// It lives on the client's loop and asks its reader, on the session's, for a page when the last one is written:
/// nothing queues for a slow client.
actor EventPump<Sink: EventSink> {
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        // SAFETY: the sink keeps its loop, and the pump keeps its sink.
        unsafe loop.asUnownedSerialExecutor()
    }

    private nonisolated let loop: any EventLoop
    private let sink: Sink
    private let reader: LogReader
    private let readers: OpenReaders
    private let start: Offset
    private var sentAt: Duration
    private var timer: LoopTimer?
    private var isPulling = false

    /// Whether the pump ends as soon as it has sent what there is.
    private var isEnding = false

    /// Events of a page: enough to be efficient, few enough that a page is soon written.
    private static var pageEventCountMax: Int { 100 }

    init(_ reader: LogReader, from start: Offset, to sink: Sink, readers: OpenReaders) {
        self.sink = sink
        self.reader = reader
        self.start = start
        self.readers = readers
        loop = sink.loop
        sentAt = sink.loop.now
    }

    /// Begins; called once.
    func run() {
        readers.add(self) { [weak self] in self?.endSoon() }
        // The client's connection holds the pump until one of them ends.
        sink.onClose { self.assumeIsolated { $0.letGo() } }
        sink.onDrain { [weak self] in self?.assumeIsolated { $0.drained() } }
        awaitSilence()
        pull()
    }

    // MARK: Events

    private func pull() {
        isPulling = true
        let patience: Duration? = isEnding ? .zero : nil
        reader.session.perform { [self] _ in
            reader.assumeIsolated { reader in
                reader.next(limit: Self.pageEventCountMax, patience: patience) { page in
                    self.loop.run { self.assumeIsolated { $0.take(page) } }
                }
            }
        }
    }

    private func take(_ page: LogPage) {
        isPulling = false
        guard sink.isOpen else { return }
        if !page.events.isEmpty {
            sentAt = loop.now
            guard sink.send(page.events) else { return end(.satisfied) }
        }
        switch page.state {
        case .closed: end(.sessionClosed)
        case .failed(let error): end(.failed(error))
        case .beyondEnd: end(.failed(.conflict))
        case .open where isEnding && page.events.isEmpty: end(.stopping)
        case .open: if sink.isOpen, sink.pendingByteCount == 0 { pull() }
        }
    }

    private func drained() {
        if sink.isOpen, !isPulling { pull() }
    }

    // MARK: Keep-alives

    private func awaitSilence() {
        guard let silenceMax = sink.silenceMax else { return }
        timer = loop.schedule(after: sentAt + silenceMax - loop.now) { [weak self] in
            self?.assumeIsolated { $0.checkSilence(silenceMax) }
        }
    }

    private func checkSilence(_ silenceMax: Duration) {
        guard sink.isOpen else { return }
        guard loop.now - sentAt >= silenceMax else { return awaitSilence() }
        reader.session.perform { [self] _ in
            let position = reader.assumeIsolated { $0.position }
            loop.run { self.assumeIsolated { $0.breakSilence(at: position, silenceMax) } }
        }
    }

    /// Tells how far the filter has come, so that a client that comes back need not be told again what it skipped.
    private func breakSilence(at position: Offset, _ silenceMax: Duration) {
        guard sink.isOpen else { return }
        // A client that takes nothing needs no more bytes; the transport watches over it.
        if sink.pendingByteCount == 0, loop.now - sentAt >= silenceMax {
            let passed = position > start ? Offset(position.value - 1) : nil
            guard sink.keepAlive(passed: passed) else { return end(.satisfied) }
        }
        sentAt = loop.now
        awaitSilence()
    }

    // MARK: Its end

    /// Ends it once everything that has happened is sent; from any thread.
    private nonisolated func endSoon() {
        loop.execute { self.assumeIsolated { $0.catchUpAndEnd() } }
    }

    private func catchUpAndEnd() {
        guard !isEnding else { return }
        isEnding = true
        guard isPulling else { return drained() }
        reader.session.perform { [reader] _ in reader.assumeIsolated { $0.expire() } }
    }

    private func end(_ reason: EventPumpEnd) {
        if sink.isOpen { sink.end(reason) }
        letGo()
    }

    private func letGo() {
        timer?.cancel()
        timer = nil
        readers.remove(self)
        reader.session.perform { [reader] _ in reader.assumeIsolated { $0.close() } }
    }
}
