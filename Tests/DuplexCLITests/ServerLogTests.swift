import Duplex
import Testing

@testable import DuplexCLI

@Suite struct ServerLogTests {
    private static let line = LogLine(
        level: .warning, message: "turn ended", fields: [("turn", "t1"), ("error", "model.overloaded")])

    @Test(arguments: [
        (ServerLog.Format.text, "1970-01-01T00:00:01.000000Z warning turn ended  turn=t1 error=model.overloaded"),
        (
            .json,
            #"{"time":"1970-01-01T00:00:01.000000Z","level":"warning","message":"turn ended","turn":"t1","error":"model.overloaded"}"#
        ),
    ])
    func `a line has its fields in either form`(_ format: ServerLog.Format, _ row: String) {
        let log = ServerLog(level: .info, format: format, output: Output(environment: [:]))
        #expect(log.row(Self.line, at: Timestamp(microseconds: 1_000_000)) == row)
    }

    @Test func `where nobody looks and nothing is said, lines are JSON`() {
        let output = Output(environment: [:])
        let log = ServerLog(level: .info, format: nil, output: output)
        let isJSON = log.row(Self.line, at: Timestamp(microseconds: 1_000_000)).hasPrefix("{")
        #expect(isJSON == !output.errorStyle.isTerminal)
    }
}
