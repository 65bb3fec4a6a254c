import Glibc

/// nginx with its nchan module: a static answer as the floor of HTTP, and the fastest of the known event brokers.
final class Nginx: Broker {
    private static let module = "/usr/lib/nginx/modules/ngx_nchan_module.so"

    let meter: ProcessMeter
    private let port: UInt16
    private let process: ChildProcess
    private let control: Connection
    private var channelCount = 0

    /// Nil when it is not installed.
    init?(in directory: String) throws {
        guard access("/usr/sbin/nginx", X_OK) == 0, access(Self.module, R_OK) == 0 else { return nil }
        port = try Connection.freePort()
        try TextFile.write(Self.configuration(port), to: directory + "/nginx.conf")
        process = try ChildProcess(
            "/usr/sbin/nginx", ["-p", directory, "-c", "nginx.conf", "-e", "error.log", "-g", "daemon off;"])
        control = try connectWhenReady(port)
        // An answer means that there is a worker.
        try control.send(Request.get("/static"))
        _ = try control.response().expecting(200)
        meter = ProcessMeter(try process.children())
        guard meter.processes.count == 1 else { throw BenchError("nginx has \(meter.processes.count) workers") }
    }

    /// The time of a GET over a connection that is kept, in microseconds.
    func measureGet(count: Int) throws -> Samples {
        var samples = Samples()
        let request = Request.get("/static")
        for _ in 0..<count {
            rest()
            let start = Moment.now
            try control.send(request)
            let response = try control.response()
            samples.add(Moment.now.microseconds(since: start))
            guard response.head.status == 200, response.body.count == 40 else { throw BenchError("no static answer") }
        }
        return samples
    }

    func makeChannel() -> String {
        channelCount += 1
        return "c\(channelCount)"
    }

    func publisher(_ channel: String) throws -> any Publisher {
        try HTTPPublisher(port: port, status: 201) {
            Request.post("/publish?id=\(channel)", $0.text, type: "text/plain")
        }
    }

    func reader(_ channel: String, over carrier: Carrier, from source: Int) throws -> any Reader {
        let path = "/subscribe?id=\(channel)"
        switch carrier {
        case .longPoll: return try NchanPoll(port: port, path: path, from: source)
        case .eventStream:
            return try StreamReader(port: port, Request.get(path, [("Accept", "text/event-stream")]), from: source)
        case .webSocket: return try StreamReader(port: port, Request.webSocket(path), from: source)
        }
    }

    private static func configuration(_ port: UInt16) -> String {
        """
        load_module \(module);
        worker_processes 1;
        user root;
        pid nginx.pid;
        worker_rlimit_nofile 20000;
        events { worker_connections 19000; }
        http {
            access_log off;
            keepalive_requests 1000000000;
            keepalive_timeout 1h;
            nchan_shared_memory_size 512M;
            server {
                listen 127.0.0.1:\(port) backlog=4096;
                location = /static { return 200 "0123456789012345678901234567890123456789"; }
                location = /publish { nchan_publisher; nchan_channel_id $arg_id; }
                location = /subscribe {
                    nchan_subscriber; nchan_channel_id $arg_id; nchan_subscriber_first_message newest;
                }
            }
        }
        """
    }
}

/// A long poll of nchan's: an answer has one message, and its place in the channel for the next question.
private final class NchanPoll: Reader {
    let connection: Connection
    private let path: String
    private var place: [(String, String)] = []

    init(port: UInt16, path: String, from source: Int) throws {
        connection = try Connection(port: port, from: source)
        self.path = path
    }

    func arm() throws { try connection.send(Request.get(path, place)) }

    func take() throws -> [ArraySlice<UInt8>] {
        guard let response = try connection.inbound.response()?.expecting(200) else { return [] }
        guard let time = response.head["last-modified"], let tag = response.head["etag"] else {
            throw BenchError("a message without a place")
        }
        place = [("If-Modified-Since", String(time)), ("If-None-Match", String(tag))]
        return [response.body]
    }
}
