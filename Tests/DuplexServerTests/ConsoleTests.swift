import DuplexCore
import DuplexServer
import Foundation
import Testing

/// The console's files as they are served, and as they are in the repository.
@Suite struct ConsoleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The names of the files in the repository.
    private static let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Console").path()))?
        .sorted() ?? []

    /// Where a file is served.
    private static func path(_ name: String) -> String { name == "index.html" ? "/" : "/console/\(name)" }

    @Test func `every file is served with its type, its tag and a strict policy`() async throws {
        #expect(Self.names.count > 10)
        try await withServer { server in
            for name in Self.names {
                let answer = try server.connect().ask("GET", Self.path(name))
                #expect(answer.status == 200, "\(name)")
                #expect(answer.header("content-type")?.hasSuffix("charset=utf-8") == true, "\(name)")
                #expect(answer.header("cache-control") == "no-cache")
                #expect(answer.header("x-content-type-options") == "nosniff")
                #expect(answer.header("referrer-policy") == "no-referrer")
                #expect(answer.header("cross-origin-opener-policy") == "same-origin")
                let policy = try #require(answer.header("content-security-policy"))
                for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "trusted-types 'none'"] {
                    #expect(policy.contains(rule))
                }
                #expect(!policy.contains("unsafe"))
                let tag = try #require(answer.header("etag"))
                let again = try server.connect().ask("GET", Self.path(name), headers: ["If-None-Match": tag])
                #expect(again.status == 304, "\(name)")
            }
            #expect(try server.connect().ask("GET", "/console/none.js").status == 404)
        }
    }

    @Test func `the page stays small and loads nothing from elsewhere`() async throws {
        try await withServer { server in
            var byteCount = 0
            for name in Self.names {
                let text = try server.connect().ask("GET", Self.path(name)).text
                byteCount += text.utf8.count
                for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "@import", " url("] {
                    let isThere = text.contains(word)
                    #expect(!isThere, "\(name) has \(word)")
                }
                let links = text.matches(of: /(src|href)="(https?:)?\/\/|from '(?!\.\/)/)
                #expect(links.isEmpty, "\(name) loads from elsewhere")
            }
            #expect(byteCount < 100_000, "\(byteCount) bytes")
        }
    }

    @Test func `the embedded files are those of the repository`() throws {
        let check = Process()
        check.executableURL = Self.root.appending(path: "Scripts/embed-console")
        check.arguments = ["--check"]
        try check.run()
        check.waitUntilExit()
        #expect(check.terminationStatus == 0, "run Scripts/embed-console")
    }
}
