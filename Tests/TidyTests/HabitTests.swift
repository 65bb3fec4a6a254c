import Foundation
import Testing

/// The habits of STYLE that a machine can hold.
@Suite struct HabitTests {
    static let sources = SourceTree.files.filter { !$0.isTest }
    static let libraries = sources.filter { $0.path.hasPrefix("Sources/") && $0.module != "DuplexCLI" }
    static let tests = SourceTree.files.filter(\.isTest)

    @Test func `the tree is found`() {
        #expect(Self.libraries.count > 50)
        #expect(Self.tests.count > 20)
    }

    @Test func `concurrency is structured`() {
        // A simulation needs one root that runs on its own loop.
        let allowed = ["Sources/DuplexTesting/Simulation.swift"]
        let places = Self.sources.filter { !allowed.contains($0.path) }
            .flatMap { $0.places(of: /\bTask(\s*\{|\.detached|\.immediate|\s*\(|<.*>\s*[({])/, hints: "Task") }
        #expect(places == [])
    }

    @Test func `nothing is forced`() {
        let places = Self.sources.flatMap { $0.places(of: /\btry!|\bas!/, hints: "try!", "as!") }
        #expect(places == [])
    }

    @Test func `libraries do not print`() {
        let places = Self.libraries.flatMap { $0.places(of: /(^|[^.\w])(print|debugPrint|dump)\(/, hints: "rint(", "dump(") }
        #expect(places == [])
    }

    @Test func `peers, disks, users and models cannot stop the process`() {
        #expect(Self.libraries.flatMap { $0.places(of: /\bfatalError\(/, hints: "fatalError") } == [])
    }

    @Test func `time, names and chance come from outside`() {
        let pattern = /\bDate\(\)|\bContinuousClock\(\)|\bSuspendingClock\(\)|\bUUID\(\)|\.random\(in: [^,]*\)$|SystemRandomNumberGenerator/
        // The server that users embed is a composition root too.
        let places = Self.libraries.filter { $0.module != "Duplex" }.flatMap {
            $0.places(of: pattern, hints: "Date(", "Clock(", "UUID(", "random(", "SystemRandom")
        }
        #expect(places == [])
    }

    @Test func `tests wait for events and never sleep`() {
        // A tool that is made to be killed holds its dangerous moment open.
        let tests = Self.tests.filter { !$0.path.hasPrefix("Tests/Tools/CrashWriter/") }
        let places = tests.flatMap {
            $0.places(of: /Task\.sleep|\busleep\(|[^.]\bsleep\(\d|Thread\.sleep/, hints: "sleep")
        }
        #expect(places == [])
    }

    @Test func `files stay readable in one sitting`() {
        let long = SourceTree.files.filter { $0.lines.count > ($0.isTest ? 800 : 500) }
        #expect(long.map { "\($0.path): \($0.lines.count) lines" } == [])
    }

    @Test func `functions stay on a screen`() {
        let long = SourceTree.files.flatMap { file in
            file.functions.filter { $0.count > 70 }.map { "\(file.path):\($0.line) \($0.name): \($0.count) lines" }
        }
        #expect(long == [])
    }

    @Test func `what the compiler cannot check says why it is safe`() {
        let places = Self.sources.flatMap { file -> [String] in
            let marks = file.places(of: /@unchecked Sendable|nonisolated\(unsafe\)/, hints: "unchecked", "(unsafe)")
            let hasReason = file.lines.contains { $0.contains("SAFETY:") }
            return hasReason ? [] : marks
        }
        #expect(places == [])
    }

    @Test func `what is left to do has an issue`() {
        let places = SourceTree.files.flatMap { file in
            file.lines.enumerated().filter { _, line in
                ["TODO", "FIXME", "XXX"].contains { line.utf8.contains($0) }
                    && line.contains(/\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/)
            }
                .map { "\(file.path):\($0.offset + 1)" }
        }.filter { !$0.hasPrefix("Tests/TidyTests/") }
        #expect(places == [])
    }

    @Test func `test names are sentences`() {
        let places = Self.tests.flatMap { file -> [String] in
            file.code.enumerated().compactMap { index, line in
                guard line.text.utf8.contains("@Test") else { return nil }
                let rest = file.code[index...].prefix(8).map(\.text).joined(separator: " ")
                guard let name = rest.firstMatch(of: /func\s+(`[^`]*`|\w+)/)?.1, !name.hasPrefix("`") else { return nil }
                return "\(file.path):\(line.number) \(name)"
            }
        }
        #expect(places == [])
    }

    @Test func `every public declaration is documented`() {
        let pattern = /^\s*public\s+(static\s+|final\s+|mutating\s+|nonisolated\s+)*(struct|class|enum|actor|protocol|func|init|var|let|typealias|subscript)\b/
        let places = Self.libraries.flatMap { file -> [String] in
            file.lines.enumerated().compactMap { index, line in
                guard line.utf8.contains("public "), line.contains(pattern), !Self.isSelfEvident(line) else { return nil }
                var above = index - 1
                while above >= 0, file.lines[above].contains(/^\s*@/) { above -= 1 }
                let isDocumented = above >= 0 && file.lines[above].contains(/^\s*\/\/\//)
                return isDocumented ? nil : "\(file.path):\(index + 1) \(line.trimmingCharacters(in: .whitespaces))"
            }
        }
        #expect(places == [], "\(places.count) without a word")
    }

    /// What a protocol of the standard library or the name itself says already.
    private static func isSelfEvident(_ line: String) -> Bool {
        line.contains(
            /static func (==|<)|init\(\w*[lL]iteral|var description|func encode|init\(from|func hash|init\(_ value|let value|static let \w+ =|public let \w+: |public var \w+: \w+\??( \{|$|\.)/
        )
    }
}
