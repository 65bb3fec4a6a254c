/// Many clients at once, each of which sends its next request when it has the answer to its last.
///
/// It needs a few microseconds a request, on one thread, so that the server has the rest of the machine.
struct Swarm {
    /// One of the clients.
    struct Client {
        let index: Int

        /// What the client's script remembers.
        var phase = 0
        var session = ""
    }

    /// The next request after an answer; nil ends the client. The first one follows on no answer.
    typealias Script = (inout Client, Response?) throws -> [UInt8]?

    private let port: UInt16
    private let size: Int

    init(port: UInt16, size: Int) {
        self.port = port
        self.size = size
    }

    /// Runs all clients to their ends.
    func run(_ script: Script) throws {
        let poller = try Poller()
        var clients = (0..<size).map { Client(index: $0) }
        let connections = try (0..<size).map { try Connection(port: port, from: 1 + $0 % 20) }
        var open = 0
        for index in clients.indices {
            try poller.add(connections[index], tag: index)
            if let request = try script(&clients[index], nil) {
                try connections[index].send(request)
                open += 1
            }
        }
        while open > 0 {
            let ready = try poller.wait(milliseconds: 20_000)
            guard !ready.isEmpty else { throw BenchError("\(open) clients wait for an answer that does not come") }
            for index in ready {
                guard try connections[index].receiveReady() else { continue }
                while let response = try connections[index].inbound.response() {
                    if let request = try script(&clients[index], response) {
                        try connections[index].send(request)
                    } else {
                        open -= 1
                    }
                }
            }
        }
    }
}
