import DuplexCore

/// Prints what the arbiter's second reader is given for every situation on the standard input; see `Scripts/arbiter`.
///
///     DuplexReaderInputs [--weigh] < situations.jsonl > inputs.jsonl
///
/// `--weigh` adds what the model that is built in makes of them.
@main struct ReaderInputs {
    static func main() {
        let arbiter = OfflineArbiter()
        let isWeighed = CommandLine.arguments.dropFirst().contains("--weigh")
        while let line = readLine() { print(arbiter.readerLine(Array(line.utf8), isWeighed: isWeighed)) }
    }
}
