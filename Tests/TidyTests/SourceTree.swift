import Foundation
import Testing

/// The package's Swift sources, as text.
struct SourceTree {
    struct File: CustomTestStringConvertible {
        /// Relative to the package's root.
        let path: String
        let lines: [String]

        /// The lines that hold code, with their numbers: no comments, no text of strings.
        let code: [(number: Int, text: String)]

        init(path: String, lines: [String]) {
            self.path = path
            self.lines = lines
            code = Self.code(in: lines)
        }

        var isTest: Bool { path.hasPrefix("Tests/") }

        /// The folder below `Sources/`.
        var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var testDescription: String { path }
    }

    /// Every Swift file below `Sources`, `Tests`, `Examples` and `Benchmarks`.
    static let files: [File] = ["Sources", "Tests", "Examples", "Benchmarks"].flatMap { folder -> [File] in
        let base = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: base.appending(path: path), encoding: .utf8) else { return nil }
            return File(path: "\(folder)/\(path)", lines: text.components(separatedBy: "\n"))
        }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

extension SourceTree.File {
    private static func code(in lines: [String]) -> [(number: Int, text: String)] {
        var isInText = false
        return lines.enumerated().compactMap { index, line in
            if line.components(separatedBy: "\"\"\"").count % 2 == 0 {
                isInText.toggle()
                return nil
            }
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            guard !isInText, !trimmed.hasPrefix("//") else { return nil }
            return (index + 1, withoutStrings(line))
        }
    }

    /// The line with its string literals emptied and its trailing comment cut.
    private static func withoutStrings(_ line: String) -> String {
        var result = ""
        var isInString = false
        var isEscaped = false
        var before: Character = " "
        for character in line {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isInString = false
                    result.append("\"")
                }
            } else {
                if character == "/", before == "/" { return String(result.dropLast()) }
                if character == "\"" { isInString = true }
                result.append(character)
            }
            before = character
        }
        return result
    }

    /// The places of `pattern` in code, as `path:line`.
    ///
    /// Only lines with one of `hints` are looked at closely: a regular expression on every line takes minutes.
    func places(of pattern: some RegexComponent, hints: String...) -> [String] {
        code.filter { line in hints.contains { line.text.utf8.contains($0) } && line.text.contains(pattern) }
            .map { "\(path):\($0.number)" }
    }

    /// The functions with the number of lines from their first to their last.
    var functions: [(name: String, line: Int, count: Int)] {
        var found: [(String, Int, Int)] = []
        var open: [(name: String, line: Int, depth: Int)] = []
        var depth = 0
        for (number, text) in code {
            let mayBegin = text.utf8.contains("func ") || text.utf8.contains("init")
            if mayBegin, let match = text.firstMatch(of: /\b(func\s+[^\s(<]+|init[?]?)\s*[(<]/), text.contains("func ") || text
                .firstMatch(of: /^\s*((public|package|private|internal|convenience|fileprivate)\s+)*init/) != nil
            {
                open.append((String(match.1), number, depth))
            }
            for character in text {
                if character == "{" { depth += 1 }
                if character == "}" {
                    depth -= 1
                    while let last = open.last, last.depth >= depth {
                        if last.depth == depth { found.append((last.name, last.line, number - last.line + 1)) }
                        open.removeLast()
                    }
                }
            }
        }
        return found
    }
}

extension String.UTF8View {
    /// Whether the bytes of `word` stand somewhere in these.
    func contains(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first else { return true }
        var rest = self[...]
        while let place = rest.firstIndex(of: first) {
            rest = rest[place...]
            if rest.starts(with: word) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
