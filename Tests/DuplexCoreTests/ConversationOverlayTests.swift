import DuplexCore
import Testing

@Suite struct ConversationOverlayTests {
    @Test func `hidden events vanish from the view while numbering goes on`() {
        var log = TranscriptLog()
        log.open()
        log.simpleTurn("t1")
        let first = log.events.count
        log.simpleTurn("t2")
        log.add(.eventsHidden, ["from": .int(first), "to": .int(log.events.count - 1), "by": "local"])
        log.add(.custom, source: .client, ["page": "/x"])
        let conversation = RenderedConversation(log)
        #expect(conversation.events.map { $0["offset"]?.int } == Array(0..<7) + [14])
        #expect(conversation.events.allSatisfy { $0["deleted"] == false })
    }

    @Test func `metadata is set, replaced and unset, for each view event on its own`() throws {
        var log = TranscriptLog()
        log.open()
        let message = log.add(
            .messageUser,
            turn: "t1",
            source: .customer,
            ["parts": [["type": "text", "text": "hi"]], "conversation": ["metadata": ["m": 1, "n": 1]]]
        )
        let start = log.add(.turnStarted, turn: "t1")
        log.add(.eventAnnotated, ["target": .int(message), "set": ["n": 2, "o": [3]], "unset": ["m"]])
        log.add(.eventAnnotated, ["target": .int(start), "part": 1, "set": ["seen": true]])
        log.add(.eventAnnotated, ["target": .int(message), "unset": ["o"]])
        let conversation = RenderedConversation(log)
        #expect(conversation.events.map { $0["metadata"] } == [["n": 2], [:], ["seen": true]])
        var overlay = ConversationOverlay()
        for event in log.events { overlay.apply(event) }
        #expect(ConversationOverlay(snapshot: overlay.snapshot) == overlay)
        #expect(ConversationOverlay(snapshot: .null) == nil)
    }

    @Test func `what clients posted comes back as they sent it`() {
        var log = TranscriptLog()
        log.open()
        log.add(
            .custom,
            source: .client,
            ["conversation": ["kind": "custom", "source": "system", "data": [1, "a", nil]]]
        )
        log.add(
            .custom,
            source: .client,
            [
                "conversation": [
                    "kind": "status", "source": "human_agent", "data": ["status": "typing", "data": ["x": 1]],
                ]
            ]
        )
        log.add(
            .messageAgent,
            source: .operator,
            [
                "parts": [["type": "text", "text": "hi"]],
                "conversation": ["source": "human_agent", "participant": ["id": nil, "display_name": "Op"]],
            ]
        )
        log.add(.custom, source: .client, ["page": "/x"])
        let events = RenderedConversation(log).events
        #expect(
            events.map(RenderedConversation.signature) == [
                "system custom", "human_agent status typing", "human_agent message", "customer_ui custom",
            ]
        )
        #expect(events[0]["data"] == [1, "a", nil])
        #expect(events[2]["data"] == ["message": "hi", "participant": ["id": nil, "display_name": "Op"]])
        #expect(events[3]["data"] == ["page": "/x"])
        let traces = events.compactMap { $0["trace_id"]?.string }
        #expect(Set(traces).count == 4)
        #expect(traces.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test func `names of view events are ten characters, differ, and lead back to their place`() throws {
        var names = Set<String>()
        for offset in [0, 1, 2, 1000, 1 << 40] {
            for part in 0...1 {
                let id = ConversationEventID(offset: Offset(offset), part: part)
                let name = id.text(in: "s1")
                #expect(name.utf8.count == 10)
                #expect(ConversationEventID(parsing: name, in: "s1") == id)
                #expect(ConversationEventID(parsing: name, in: "s2") == nil)
                names.insert(name)
            }
        }
        #expect(names.count == 10)
        for name in ["", "nope", "zzzzzzzzzz", "12345-7890", "0123456789"] {
            #expect(ConversationEventID(parsing: name, in: "s1") == nil)
        }
    }

    @Test(arguments: [EventKind.messageAgent, .runEnded, .turnEnded])
    func `a streamed message ends when it is complete, and with its run or turn`(_ kind: EventKind) throws {
        var log = TranscriptLog()
        log.add(.messageDelta, turn: "t1", run: "r", ["message": "m", "text": "Hel"])
        log.add(.messageDelta, turn: "t1", run: "r", ["message": "other", "text": "no"])
        log.add(.messageDelta, turn: "t1", run: "r", ["message": "m", "text": "lo"])
        log.add(.turnEnded, turn: "t9", ["outcome": "completed"])
        log.add(kind, turn: "t1", run: "r", ["message": "m", "outcome": "completed"])
        log.add(.messageDelta, turn: "t1", run: "r", ["message": "m", "text": "late"])
        var message = try #require(StreamedMessage(log.events[0]))
        let changes = log.events.dropFirst().map { message.apply($0) }
        #expect(changes == [false, true, false, true, false])
        #expect(message.chunks == ["Hel", "lo", nil])
    }
}
