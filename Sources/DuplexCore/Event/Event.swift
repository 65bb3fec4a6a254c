/// What is recorded, before it has a place in the log.
public struct Entry: Equatable, Sendable {
    public var kind: EventKind
    public var source: EventSource
    public var principal: Principal?
    public var turn: TurnID?
    public var run: RunID?
    public var parentRun: RunID?
    public var lane: Lane?

    /// The step within the run, from 1.
    public var step: Int?

    /// What belongs to the kind.
    public var payload: JSON

    /// Creates an entry; what is not given is absent.
    public init(
        _ kind: EventKind, source: EventSource = .system, principal: Principal? = nil, turn: TurnID? = nil,
        run: RunID? = nil, parentRun: RunID? = nil, lane: Lane? = nil, step: Int? = nil, payload: JSON = [:]
    ) {
        self.kind = kind
        self.source = source
        self.principal = principal
        self.turn = turn
        self.run = run
        self.parentRun = parentRun
        self.lane = lane
        self.step = step
        self.payload = payload
    }
}

/// An immutable record of a session's log.
public struct Event: Equatable, Sendable {
    public let session: SessionID
    public let offset: Offset
    public let time: Timestamp
    public let entry: Entry

    /// Creates an event that has its place.
    public init(session: SessionID, offset: Offset, time: Timestamp, entry: Entry) {
        self.session = session
        self.offset = offset
        self.time = time
        self.entry = entry
    }

    public var kind: EventKind { entry.kind }
    public var payload: JSON { entry.payload }
    public var turn: TurnID? { entry.turn }

    /// The event's name: made of its session's name and its offset, so that it is the same on every reading.
    public var id: String { "\(session.value)-\(offset.value)" }
}

extension Event {
    /// The event as it stands on every wire.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        write(to: &output)
        return output
    }

    /// Appends the wire form. Members that are absent are left out, never null.
    package func write(to output: inout [UInt8]) {
        output.append(contentsOf: #"{"offset":"#.utf8)
        output.append(decimal: offset.value)
        output.append(contentsOf: #","id":""#.utf8)
        output.append(escaped: session.value)
        output.append(UInt8(ascii: "-"))
        output.append(decimal: offset.value)
        output.append(contentsOf: #"","time":""#.utf8)
        time.write(to: &output)
        output.append(contentsOf: #"","kind":"#.utf8)
        output.append(quoted: entry.kind.description)
        output.append(contentsOf: #","source":""#.utf8)
        output.append(contentsOf: entry.source.rawValue.utf8)
        output.append(UInt8(ascii: "\""))
        output.append(member: "principal", entry.principal?.value)
        output.append(member: "turn", entry.turn?.value)
        output.append(member: "run", entry.run?.value)
        output.append(member: "parentRun", entry.parentRun?.value)
        output.append(member: "lane", entry.lane?.rawValue)
        if let step = entry.step {
            output.append(contentsOf: #","step":"#.utf8)
            output.append(decimal: step)
        }
        output.append(contentsOf: #","payload":"#.utf8)
        entry.payload.write(to: &output)
        output.append(UInt8(ascii: "}"))
    }

    /// Reads the wire form.
    ///
    /// - Throws: ``JSONError``; a well-formed value that is no event is reported at byte 0.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let json = try JSON(parsing: bytes)
        guard let offset = json["offset"]?.int, offset >= 0, let id = json["id"]?.string,
            let dash = id.lastIndex(of: "-"), let time = json["time"]?.string.flatMap(Timestamp.init(parsing:)),
            let kind = json["kind"]?.string, let source = json["source"]?.string.flatMap(EventSource.init(rawValue:))
        else { throw JSONError(problem: "the value is not an event", byteOffset: 0, isInvalidUTF8: false) }
        let entry = Entry(
            EventKind(kind), source: source, principal: json["principal"]?.string.map(Principal.init),
            turn: json["turn"]?.string.map(TurnID.init), run: json["run"]?.string.map(RunID.init),
            parentRun: json["parentRun"]?.string.map(RunID.init),
            lane: json["lane"]?.string.flatMap(Lane.init(rawValue:)), step: json["step"]?.int,
            payload: json["payload"] ?? [:])
        self.init(session: SessionID(String(id[..<dash])), offset: Offset(offset), time: time, entry: entry)
    }
}

extension [UInt8] {
    fileprivate mutating func append(member name: StaticString, _ value: String?) {
        guard let value else { return }
        append(contentsOf: #",""#.utf8)
        append(contentsOf: String(describing: name).utf8)
        append(contentsOf: #"":"#.utf8)
        append(quoted: value)
    }
}
