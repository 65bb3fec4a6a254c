import DuplexCore
import Glibc

/// `duplex decide`: the very function that a session asks, over situations from the standard input.
struct DecideCommand {
    let output: Output

    /// Reads a situation a line and writes its decision a line, in the order of the input.
    ///
    /// A line that is no situation gets a line that says why, and the exit code 1 at the end.
    func run() throws -> ExitCode {
        let arbiter = OfflineArbiter()
        var isFine = true
        while let line = readLine(strippingNewline: true) {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            let decided = arbiter.decideLine(Array(line.utf8))
            if decided.contains("\"error\"") { isFine = false }
            try output.line(decided)
        }
        return isFine ? .completed : .failed
    }
}
