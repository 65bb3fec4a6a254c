import DuplexCore
import Testing

@testable import DuplexCLI

@Suite struct ReplayTests {
    @Test func `an offset and a speed may stand behind the command, in any order`() throws {
        #expect(try SlashCommand.parse("/replay").get() == .replay(Replay()))
        #expect(try SlashCommand.parse("/replay 120").get() == .replay(Replay(first: Offset(120))))
        #expect(try SlashCommand.parse("/replay 16x 7").get() == .replay(Replay(first: Offset(7), speed: 16)))
    }

    @Test(arguments: ["/replay -1", "/replay fast", "/replay 65x", "/replay 0x", "/replay x"])
    func `what is no offset and no speed is refused with an example`(_ line: String) {
        #expect(throws: UsageError.self) { try SlashCommand.parse(line).get() }
    }

    @Test func `pauses are as they were, divided by the speed, and never long`() {
        let start = Timestamp(microseconds: 1_000_000)
        let replay = Replay(speed: 4)
        #expect(replay.pause(from: nil, to: start) == .zero)
        #expect(replay.pause(from: start, to: Timestamp(microseconds: 2_000_000)) == .milliseconds(250))
        #expect(replay.pause(from: start, to: Timestamp(microseconds: 3_600_000_000)) == Replay.gapMax / 4)
        #expect(replay.pause(from: start, to: Timestamp(microseconds: 0)) == .zero)
    }
}
