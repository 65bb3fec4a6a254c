/// What has come of one reply and has not been read: the pure part of a ``Transfer``.
struct Inflow {
    /// How many bytes may wait for the reader before reading from the connection pauses.
    ///
    /// libcurl hands over at most 16 KiB at a time, so nothing larger ever waits.
    static let waitingByteCountMax = 64 << 10

    /// How many bytes may follow after the reader has let go before it is cheaper to open a new connection.
    static let leftoverByteCountMax = 64 << 10

    private var head: HTTPHead?
    private var waiting: [UInt8] = []
    private var isPaused = false
    private var leftoverByteCount: Int?
    private(set) var ending: Ending?

    enum Ending: Equatable {
        case whole
        case failed(CurlError)
        case cancelled
    }

    /// What the connection should do with bytes that it offers.
    enum Verdict {
        case taken
        /// Offer the same bytes again after a ``Taken/bytes(_:wasPaused:)`` that says so.
        case pause
        case refused
    }

    /// What a reader gets.
    enum Taken {
        case bytes([UInt8], wasPaused: Bool)
        case end
        case nothingYet
    }

    /// Whether a reader that waits has something to come back for.
    var hasNews: Bool { head != nil || !waiting.isEmpty || ending != nil }

    mutating func receive(_ head: HTTPHead) {
        self.head = head
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        guard ending == nil else { return .refused }
        if let count = leftoverByteCount {
            leftoverByteCount = count + bytes.count
            return count + bytes.count <= Self.leftoverByteCountMax ? .taken : .refused
        }
        guard waiting.isEmpty || waiting.count + bytes.count <= Self.waitingByteCountMax else {
            isPaused = true
            return .pause
        }
        waiting.append(contentsOf: bytes)
        return .taken
    }

    /// The first ending counts; a cancelled reply drops what waits.
    mutating func end(_ ending: Ending) {
        guard self.ending == nil else { return }
        self.ending = ending
        if ending == .cancelled {
            head = nil
            waiting = []
        }
    }

    /// The reader wants no more, but the reply may run out.
    ///
    /// - Returns: true unless it has ended already.
    mutating func letGo() -> Bool {
        waiting = []
        guard ending == nil else { return false }
        leftoverByteCount = leftoverByteCount ?? 0
        return true
    }

    /// Whether the reader has let go of a reply that may still run out.
    var isReleased: Bool { leftoverByteCount != nil }

    /// Nil when the head has not come yet.
    ///
    /// It is taken once, before any bytes.
    mutating func takeHead() throws -> HTTPHead? {
        if let head {
            self.head = nil
            return head
        }
        guard let ending else { return nil }
        try Self.raise(ending)
        throw CurlError.broken("the reply has no head")
    }

    mutating func takeBytes() throws -> Taken {
        if !waiting.isEmpty {
            defer {
                waiting = []
                isPaused = false
            }
            return .bytes(waiting, wasPaused: isPaused)
        }
        guard let ending else { return .nothingYet }
        try Self.raise(ending)
        return .end
    }

    private static func raise(_ ending: Ending) throws {
        switch ending {
        case .whole: return
        case .failed(let error): throw error
        case .cancelled: throw CancellationError()
        }
    }
}
