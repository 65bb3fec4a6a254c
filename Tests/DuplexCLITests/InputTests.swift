import Foundation
import Testing
@testable import DuplexCLI

@Suite struct InputTests {
    @Test func `bytes come when they are asked for, then the end`() async throws {
        let pipe = Pipe()
        let reader = try #require(InputReader(pipe.fileHandleForReading.fileDescriptor))
        try pipe.fileHandleForWriting.write(contentsOf: Data("ab".utf8))
        #expect(await reader.next() == .bytes(Array("ab".utf8)))
        #expect(await reader.next(within: .milliseconds(1)) == .silence)
        try pipe.fileHandleForWriting.close()
        #expect(await reader.next() == .end)
        #expect(await reader.next() == .end)
    }

    @Test func `a reader that is stopped ends`() async throws {
        let pipe = Pipe()
        let reader = try #require(InputReader(pipe.fileHandleForReading.fileDescriptor))
        async let arrival = reader.next()
        reader.stop()
        #expect(await arrival == .end)
    }

    @Test func `lines are made of any pieces`() throws {
        var reader = LineReader()
        #expect(try reader.feed(Array("on".utf8)) == [])
        #expect(try reader.feed(Array("e\ntwo\nth".utf8)) == ["one", "two"])
        #expect(reader.end() == ["th"])
        #expect(reader.end() == [])
    }

    @Test func `a line without an end is refused`() {
        var reader = LineReader()
        let bytes = [UInt8](repeating: 0x61, count: LineReader.lineByteCountMax + 1)
        #expect(throws: CommandFailure.self) { try reader.feed(bytes) }
    }
}
