import Foundation

/// The built program as another process.
struct Child {
    let process: Process
    private let output: Pipe
    private let errors: Pipe

    /// Beside the bundle of the tests.
    static var program: String {
        let tests = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
            ?? URL(filePath: CommandLine.arguments[0])
        return tests.deletingLastPathComponent().appending(path: "duplex").path
    }

    init(
        _ words: [String], input: String = "", environment: [String: String] = [:], folder: URL? = nil
    ) throws {
        process = Process()
        output = Pipe()
        errors = Pipe()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = words
        process.environment = environment
        if let folder { process.currentDirectoryURL = folder }
        process.standardOutput = output
        process.standardError = errors
        let pipe = Pipe()
        process.standardInput = pipe
        try process.run()
        try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try pipe.fileHandleForWriting.close()
    }

    /// The next line of the output, for a server that says when it is ready.
    func line() throws -> String {
        var bytes: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits for the end.
    func finish() throws -> (status: Int32, output: String, errors: String) {
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        let problems = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text, problems)
    }

    /// Runs the program to its end.
    static func run(
        _ words: String..., input: String = "", environment: [String: String] = [:], folder: URL? = nil
    ) throws -> (status: Int32, output: String, errors: String) {
        try Child(words, input: input, environment: environment, folder: folder).finish()
    }
}

/// A server as another process.
struct ServerChild {
    let child: Child
    let url: String

    /// Serves the demo agents.
    init(_ words: String...) throws { try self.init(["--demo"] + words, environment: [:]) }

    /// Serves what a configuration file says, in memory.
    init(file: String, environment: [String: String]) throws {
        try self.init(["--memory", "--config", file], environment: environment)
    }

    private init(_ words: [String], environment: [String: String]) throws {
        child = try Child(["serve", "--listen", "127.0.0.1:0", "--loops", "1"] + words, environment: environment)
        let ready = try child.line()
        let match = ready.firstMatch(of: /"url":"([^"]+)"/)
        url = match.map { String($0.1) } ?? "no server: \(ready)"
    }

    /// Ends it as a crash does.
    func crash() {
        kill(child.process.processIdentifier, SIGKILL)
        child.process.waitUntilExit()
    }

    /// Asks it to end.
    func stop() throws -> Int32 {
        child.process.terminate()
        return try child.finish().status
    }
}
