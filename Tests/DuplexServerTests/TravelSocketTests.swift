import DuplexCore
import DuplexServer
import Testing

@Suite struct TravelSocketTests {
    @Test func `I17 I18 a socket gets one frame for each change, and the answer once`() async throws {
        try await withServer(TravelRouteTests.options) { server in
            let socket = try SocketClient(server, path: "/ws/ann")
            let task = try #require(try server.chat("ann", "flight=1 flight=1 hotel=1 say=found").json["task_id"])
            var frames: [JSON] = []
            while frames.last?["type"] != "response" { frames.append(try socket.nextJSON()) }
            #expect(frames.allSatisfy { $0["task_id"] == task })
            let updates = frames.dropLast()
            #expect(updates.allSatisfy { $0["type"] == "status_update" && $0["timestamp"]?.string != nil })
            #expect(updates.map { $0["status"] } == [
                "queued", "running", "running", "running", "running", "running", "completed",
            ])
            #expect(updates.map { $0["current_agent"] } == [
                .null, .null, "travel", "travel", "travel", .null, .null,
            ])
            #expect(updates.map { $0["partial_results"] } == [
                [:], [:], [:], ["flight": "1"], ["flight": "1", "hotel": "1"], ["flight": "1", "hotel": "1"],
                ["flight": "1", "hotel": "1"],
            ])
            #expect(frames.last?["text"] == "found")
            let offsets = frames.compactMap { $0["offset"]?.int }
            #expect(offsets == offsets.sorted() && offsets.count == frames.count)
        }
    }

    @Test func `I18 an interrupted task sends no answer`() async throws {
        try await withServer(TravelRouteTests.options) { server in
            let socket = try SocketClient(server, path: "/ws/ann")
            try server.chat("ann", "say=half stay")
            _ = try socket.frame { $0["current_agent"] == "travel" }
            _ = try server.connect().ask("POST", "/interrupt/ann")
            #expect(try socket.frame { $0["status"] != "running" }["status"] == "interrupted")
            try server.chat("ann", "say=whole")
            let answer = try socket.frame { $0["type"] == "response" }
            #expect(answer["text"] == "whole")
        }
    }

    @Test func `I19 a ping is answered, and what makes no sense is ignored`() async throws {
        try await withServer(TravelRouteTests.options) { server in
            let socket = try SocketClient(server, path: "/ws/ann")
            for text in ["{", "[]", "7", "null", #"{"type":"dance"}"#, #"{"type":7}"#, ""] { try socket.send(text: text) }
            try socket.send(["type": "ping"])
            #expect(try socket.nextJSON() == ["type": "pong"])
            try socket.send(text: "ping")
            #expect(try socket.next() == .text("pong"))
        }
    }

    @Test func `pings without end are ignored too`() async throws {
        var options = TravelRouteTests.options
        options.limits.commandBurst = 2
        options.limits.commandsPerSecond = 0.001
        try await withServer(options) { server in
            let socket = try SocketClient(server, path: "/ws/ann")
            for _ in 0..<5 { try socket.send(["type": "ping"]) }
            try server.chat("ann", "say=hello")
            #expect(try socket.nextJSON() == ["type": "pong"])
            #expect(try socket.nextJSON() == ["type": "pong"])
            #expect(try socket.nextJSON()["type"] == "status_update")
        }
    }

    @Test func `I20 I21 of several sockets of a user one can go, and the task and the others stay`() async throws {
        try await withServer(TravelRouteTests.options) { server in
            var first: SocketClient? = try SocketClient(server, path: "/ws/ann")
            let second = try SocketClient(server, path: "/ws/ann")
            let task = try #require(try server.chat("ann", "flight=1 stay").json["task_id"])
            for socket in [first, second] { _ = try socket?.frame { $0["partial_results"]?["flight"] == "1" } }
            try waitFor(server, readers: 2)
            first = nil
            try waitFor(server, readers: 1)
            let running = try server.status(of: "ann")
            #expect(running["status"] == "running" && running["task_id"] == task)
            try server.chat("ann", "say=done")
            #expect(try second.frame { $0["type"] == "response" }["text"] == "done")
        }
    }

    @Test func `I22 whoever comes back from any frame gets the frames that were missed`() async throws {
        try await withServer(TravelRouteTests.options) { server in
            let live = try SocketClient(server, path: "/ws/ann")
            try server.chat("ann", "flight=1 child stay")
            var frames: [JSON] = []
            repeat { frames.append(try live.nextJSON()) } while frames.count < 6
            try server.chat("ann", "hotel=1 say=done")
            while frames.last?["type"] != "response" { frames.append(try live.nextJSON()) }
            for (place, frame) in frames.enumerated() {
                let next = try #require(frame["offset"]?.int) + 1
                let socket = try SocketClient(server, path: "/ws/ann?from=\(next)")
                for missed in frames.dropFirst(place + 1) {
                    // The last status is sent again to a reader who had not got the answer that came with it.
                    #expect(try socket.frame { $0 != frame } == missed)
                }
            }
        }
    }

    @Test func `I22 whoever comes without an offset is told how things stand`() async throws {
        try await withServer(TravelRouteTests.options) { server in
            let task = try #require(try server.chat("ann", "flight=1 stay").json["task_id"])
            _ = try server.status(of: "ann") { $0["partial_results"]?["flight"] == "1" }
            let socket = try SocketClient(server, path: "/ws/ann")
            let frame = try socket.nextJSON()
            #expect(frame["task_id"] == task && frame["status"] == "running" && frame["current_agent"] == "travel")
            #expect(frame["partial_results"] == ["flight": "1"])
        }
    }

    @Test func `an offset that nobody has reached is refused before the upgrade`() async throws {
        try await withServer(TravelRouteTests.options) { server in
            let ahead = try SocketClient.shakeHands(try server.connect(), path: "/ws/ann?from=99")
            #expect(ahead.status == 409 && ahead.code == "history.changed")
            let negative = try SocketClient.shakeHands(try server.connect(), path: "/ws/ann?from=-1")
            #expect(negative.status == 422 && negative.field == "from")
            let plain = try server.connect().ask("GET", "/ws/ann")
            #expect(plain.status == 426)
        }
    }
}
