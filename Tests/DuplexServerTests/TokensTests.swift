import DuplexCore
import DuplexServer
import Testing

@Suite struct TokensTests {
    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (3, "9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0"),
        (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func `SHA-256 digests letters of any number`(count: Int, digest: String) {
        #expect(Self.hex(SHA256.digest(of: [UInt8](repeating: UInt8(ascii: "a"), count: count))) == digest)
    }

    @Test func `lines name a principal, its scopes and its token's digest`() throws {
        let digest = Self.hex(SHA256.digest(of: Array("secret".utf8)))
        let tokens = try Tokens(parsing: "# people\n\nann:read,write:\(digest)\n")
        #expect(tokens.caller(of: "secret") == Caller(principal: "ann", scopes: [.read, .write]))
        #expect(tokens.caller(of: "Secret") == nil)
        #expect(tokens.firstCaller?.principal == "ann")
        #expect(!tokens.isEmpty)
        #expect(try Tokens(parsing: "\n# nobody\n").isEmpty)
    }

    @Test(arguments: ["ann", "ann:read:abc", "ann:fly:\(String(repeating: "0", count: 64))", ":read:00", "ann::00"])
    func `a line that cannot be read is told with its number, and never shown`(line: String) {
        let error = #expect(throws: TokensError.self) { try Tokens(parsing: "\n\(line)") }
        #expect(error?.message.contains("Line 2") == true)
        #expect(error?.message.contains(line) == false || line == "ann")
    }

    @Test func `a bucket lets its burst through, then its rate`() {
        var bucket = TokenBucket(perSecond: 2, burst: 3, now: .zero)
        for _ in 0..<3 { #expect(bucket.take(at: .zero) == nil) }
        #expect(bucket.take(at: .zero) == .milliseconds(500))
        #expect(bucket.take(at: .milliseconds(500)) == nil)
        #expect(bucket.take(at: .milliseconds(500)) != nil)
        for _ in 0..<3 { #expect(bucket.take(at: .seconds(60)) == nil) }
        #expect(bucket.take(at: .seconds(60)) != nil)
    }
}
