import Duplex
import DuplexServer
import Foundation
import Testing

@Suite struct ErrorCodeTests {
    private static let pages = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/errors")

    private static func page(_ code: String) throws -> String {
        try String(contentsOf: pages.appending(path: "\(code).md"), encoding: .utf8)
    }

    @Test(arguments: ErrorCode.all) func `each code has a page that names it and its statuses`(code: ErrorCode) throws {
        let page = try Self.page(code.name)
        #expect(page.hasPrefix("# \(code.name)\n"))
        #expect(page.contains("**Status:** \(code.status)"))
        if let closeCode = code.closeCode, code.status != 401 { #expect(page.contains(String(closeCode))) }
        #expect(page.contains("**Cause.**") && page.contains("**What to do.**"))
    }

    @Test(arguments: ServerError.Code.all) func `each reason not to start has a page`(code: ServerError.Code) throws {
        #expect(try Self.page(code.name).hasPrefix("# \(code.name)\n"))
    }

    @Test func `no page is left over, and no code is used twice`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.pages.path).filter { $0.hasSuffix(".md") }
        let codes = ErrorCode.all.map(\.name) + ServerError.Code.all.map(\.name)
        #expect(Set(codes).count == codes.count)
        #expect(Set(codes.map { "\($0).md" }).subtracting(files).isEmpty)
        #expect(Set(files).subtracting(codes.map { "\($0).md" }).isEmpty)
    }
}
