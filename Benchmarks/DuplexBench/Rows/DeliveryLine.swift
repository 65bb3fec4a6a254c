/// One publisher and one reader of a broker.
final class DeliveryLine {
    private let name: String
    private let broker: any Broker
    private let publisher: any Publisher
    private let reader: any Reader
    private let payloadByteCount: Int
    private var number = 0
    private var samples = Samples()
    private var cost = 0.0
    private(set) var rounds = Rounds()

    /// The CPU of one publish and delivery, in microseconds; one value a round.
    private(set) var cpu = Samples()
    private(set) var lastEventByteCount = 0

    /// A line on a channel of its own.
    convenience init(_ broker: any Broker, _ carrier: Carrier, payloadByteCount: Int) throws {
        let channel = try broker.makeChannel()
        let reader = try broker.reader(channel, over: carrier)
        try reader.arm()
        rest()
        try self.init(broker, reader, broker.publisher(channel), payloadByteCount: payloadByteCount)
    }

    /// A line to a reader that waits already.
    init(_ broker: any Broker, _ reader: any Reader, _ publisher: any Publisher, payloadByteCount: Int) throws {
        name = "\(type(of: broker)), \(type(of: reader))"
        self.broker = broker
        self.reader = reader
        self.publisher = publisher
        self.payloadByteCount = payloadByteCount
    }

    var summary: String { "p50 \(rounds.median.time), p99 \(rounds.p99.time)" }

    /// Publishes one event, waits for it, and asks for the next one.
    func measureOnce() throws {
        number += 1
        do { cost += try broker.meter.cost { try measure() } } catch {
            throw BenchError("\(name), publish \(number): \(error)")
        }
    }

    private func measure() throws {
        let payload = Payload(number, byteCount: payloadByteCount)
        let start = Moment.now
        try publisher.send(payload)
        let events = try reader.receive()
        samples.add(Moment.now.microseconds(since: start))
        guard events.count == 1, payload.isCarried(by: events[0]) else {
            throw BenchError("another event came than was published")
        }
        lastEventByteCount = events[0].count
        try publisher.finish()
        try reader.arm()
        rest()
    }

    /// Ends a round; answers with what was measured in it.
    @discardableResult func endRound() -> Samples {
        let round = samples
        rounds.add(round)
        cpu.add(cost / Double(round.count))
        forget()
        return round
    }

    /// Forgets what has been measured since the last round.
    func forget() {
        samples = Samples()
        cost = 0
    }
}

/// Readers that wait on channels of their own and hear nothing.
final class Crowd {
    private let readers: [any Reader]

    init(_ broker: any Broker, count: Int) throws {
        readers = try broker.makeChannels(count).enumerated().map { index, channel in
            let reader = try broker.reader(channel, over: .webSocket, from: 1 + index % 20)
            try reader.arm()
            return reader
        }
    }

    /// Answers pings, and checks that nobody got what was not meant for it.
    func attend() throws {
        for reader in readers where try reader.connection.receiveReady() {
            guard try reader.take().isEmpty else { throw BenchError("a reader heard of another channel's event") }
        }
    }
}

/// A thousand readers of one channel.
final class FanOut {
    private let broker: any Broker
    private let publisher: any Publisher
    private let readers: [any Reader]
    private let poller: Poller
    private let payloadByteCount: Int
    private var number = 0
    private var halves = Samples()
    private var lasts = Samples()
    private var cost = 0.0

    /// When half of the readers had the event, and when the last one had it; in microseconds.
    private(set) var half = Rounds()
    private(set) var last = Rounds()

    /// The CPU of one delivery, in microseconds; one value a round.
    private(set) var cpu = Samples()

    init(_ broker: any Broker, payloadByteCount: Int) throws {
        self.broker = broker
        self.payloadByteCount = payloadByteCount
        let channel = try broker.makeChannel()
        publisher = try broker.publisher(channel)
        readers = try (0..<1000).map { try broker.reader(channel, over: .webSocket, from: 1 + $0 % 20) }
        poller = try Poller()
        for (index, reader) in readers.enumerated() { try poller.add(reader.connection, tag: index) }
    }

    /// Publishes one event and waits until every reader has it.
    func deliver() throws {
        var times = Samples()
        cost += try broker.meter.cost {
            times = try publish()
            rest()
        }
        halves.add(times.median)
        lasts.add(times.percentile(100))
    }

    func endRound() {
        half.add(halves)
        last.add(lasts)
        cpu.add(cost / Double(lasts.count * readers.count))
        halves = Samples()
        lasts = Samples()
        cost = 0
    }

    private func publish() throws -> Samples {
        number += 1
        let payload = Payload(number, byteCount: payloadByteCount)
        var times = Samples()
        let start = Moment.now
        try publisher.send(payload)
        while times.count < readers.count {
            let ready = try poller.wait(milliseconds: 10_000)
            guard !ready.isEmpty else { throw BenchError("\(readers.count - times.count) readers wait in vain") }
            for index in ready {
                guard try readers[index].connection.receiveReady() else { continue }
                let events = try readers[index].take()
                guard events.count <= 1, events.allSatisfy(payload.isCarried) else {
                    throw BenchError("another event came than was published")
                }
                if !events.isEmpty { times.add(Moment.now.microseconds(since: start)) }
            }
        }
        try publisher.finish()
        return times
    }
}
