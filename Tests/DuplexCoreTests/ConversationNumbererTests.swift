import DuplexCore
import Testing

@Suite struct ConversationNumbererTests {
    @Test(arguments: 0..<20) func `P4: what is counted is what is rendered, dense from zero`(_ seed: Int) throws {
        var log = RandomTranscriptLog(seed: UInt64(seed)).log
        if seed % 2 == 0 {
            var streaming = TranscriptLog()
            streaming.open(mode: .stream)
            for event in log.events { streaming.add(event) }
            log = streaming
        }
        let view = ConversationView(mode: seed % 2 == 0 ? .stream : .block, agent: .init(id: "a", displayName: "A"))
        var numberer = ConversationNumberer()
        var viewOffset = 0
        for event in log.events {
            let count = numberer.count(event.entry)
            #expect((0...2).contains(count))
            let events = view.render(event, viewOffset: viewOffset, count: count)
            #expect(events.count == count, "\(event.kind)")
            #expect(events.map { $0["offset"]?.int } == Array(viewOffset..<viewOffset + count))
            viewOffset += count
            let restored = ConversationNumberer(snapshot: try JSON(parsing: numberer.snapshot.bytes))
            #expect(restored == numberer)
            numberer = try #require(restored)
        }
    }

    @Test func `observations move no offset`() {
        var numberer = ConversationNumberer()
        for kind in EventKind.observation { #expect(numberer.count(Entry(kind, turn: "t1", lane: .main)) == 0) }
        #expect(numberer.count(Entry(EventKind("later.kind"))) == 0)
    }

    @Test func `a streamed message counts once, with its first words`() {
        var numberer = ConversationNumberer()
        _ = numberer.count(Entry(.sessionOpened, payload: ["message_output_mode": "stream"]))
        let delta = Entry(.messageDelta, turn: "t1", lane: .main, payload: ["message": "m", "text": "x"])
        let whole = Entry(.messageAgent, turn: "t1", lane: .main, payload: ["message": "m"])
        let another = Entry(.messageAgent, turn: "t1", lane: .main, payload: ["message": "n"])
        #expect([delta, delta, whole, another].map { numberer.count($0) } == [1, 0, 1, 2])
    }
}
