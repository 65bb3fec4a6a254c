import CLinux
import Glibc

/// A server that runs beside us for as long as we need it.
final class ChildProcess {
    let id: pid_t
    private let output: Int32
    private let input: Int32
    private var text: [UInt8] = []
    private var hasEnded = false

    /// Starts a program; what it prints can be read line by line, and its input ends with us.
    init(_ program: String, _ arguments: [String]) throws {
        let outputs = try Self.pipe()
        let inputs = try Self.pipe()
        output = outputs.read
        input = inputs.write
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, outputs.write, 1)
        posix_spawn_file_actions_adddup2(&actions, inputs.read, 0)
        for end in [outputs.read, outputs.write, inputs.read, inputs.write] where end > 2 {
            posix_spawn_file_actions_addclose(&actions, end)
        }
        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        var id = pid_t()
        let status = posix_spawnp(&id, program, &actions, nil, &argv, environ)
        close(outputs.write)
        close(inputs.read)
        self.id = id
        guard status == 0 else {
            hasEnded = true
            throw BenchError("\(program) cannot be started")
        }
    }

    deinit {
        stop()
        close(output)
        close(input)
    }

    /// The next line that the program prints.
    func readLine() throws -> String {
        while true {
            if let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                defer { text.removeFirst(end + 1) }
                return String(decoding: text[..<end], as: UTF8.self)
            }
            var page = [UInt8](repeating: 0, count: 4096)
            var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 30_000) == 1 else { throw BenchError("a server says nothing") }
            let count = read(output, &page, page.count)
            guard count > 0 else { throw BenchError("a server has ended") }
            text += page[..<count]
        }
    }

    /// Ends the program and waits for it.
    func stop() {
        guard !hasEnded else { return }
        hasEnded = true
        kill(id, SIGTERM)
        var status: Int32 = 0
        waitpid(id, &status, 0)
    }

    /// The processes that this one has started.
    func children() throws -> [pid_t] {
        try TextFile.read("/proc/\(id)/task/\(id)/children").split(separator: " ").compactMap { pid_t($0) }
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        // Later children must not hold the ends of earlier ones.
        guard clinux_pipe(&ends) == 0 else { throw BenchError.system("a pipe") }
        return (ends[0], ends[1])
    }
}

/// Asks again until a server that has just been started takes connections.
func connectWhenReady(_ port: UInt16) throws -> Connection {
    for _ in 0..<500 {
        if let connection = try? Connection(port: port) { return connection }
        rest(microseconds: 10_000)
    }
    throw BenchError("nobody listens at \(port)")
}
