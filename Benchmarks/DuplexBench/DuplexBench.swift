import Glibc

/// Measures the server beside its peers and floors.
@main enum DuplexBench {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if arguments.count >= 2, arguments[0] == "serve" {
                let options = arguments.dropFirst(2)
                return try await ServeCommand.run(
                    store: arguments[1], hasSideLane: !options.contains("no-side-lane"),
                    upstream: options.first { $0.hasPrefix("http://") })
            }
            guard try await Bench.main(Options(arguments)) else { exit(1) }
        } catch {
            Bench.say("\(error)")
            exit(2)
        }
    }
}
