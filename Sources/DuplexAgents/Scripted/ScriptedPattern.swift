/// A row of words that a text must contain; see ``ScriptedRule/when(_:after:offered:then:)``.
struct ScriptedPattern: Sendable {
    /// The words of a text that are looked at: enough for what people say, and a bound on the search.
    static let wordCountMax = 200

    private enum Part: Sendable {
        case words([String], isOptional: Bool)
        case anything
        case capture(String, isNumber: Bool, choices: [String])
        case rest(String)
    }

    private let parts: [Part]

    init(_ pattern: String) {
        parts = pattern.split(separator: " ").map { word in
            if word == "*" { return .anything }
            if word.hasPrefix("{"), word.hasSuffix("}") {
                let name = word.dropFirst().dropLast()
                if let equals = name.firstIndex(of: "=") {
                    let choices = Self.choices(name[equals...].dropFirst())
                    return .capture(String(name[..<equals]), isNumber: false, choices: choices)
                }
                if name.hasSuffix("*") { return .rest(String(name.dropLast())) }
                let isNumber = name.hasSuffix("#")
                return .capture(String(isNumber ? name.dropLast() : name), isNumber: isNumber, choices: [])
            }
            let isOptional = word.hasSuffix("?")
            return .words(Self.choices(isOptional ? word.dropLast() : word), isOptional: isOptional)
        }
    }

    /// The captured words of the first place where the pattern fits; nil when it fits nowhere.
    func match(_ text: String) -> [String: String]? {
        let words = Self.words(of: text)
        for start in 0...words.count {
            if let captures = match(words[start...], parts[...]) { return captures }
        }
        return nil
    }

    /// Words are what stands between white space and punctuation; signs inside a word, as in `C-1042`, belong to it.
    static func words(of text: String) -> [Substring] {
        let inner: Set<Character> = ["-", "_", "+", "'", "@", ".", "/"]
        let rough = text.split(maxSplits: wordCountMax) { character in
            !character.isLetter && !character.isNumber && !inner.contains(character)
        }
        return rough.prefix(wordCountMax).compactMap { word in
            let trimmed = word.drop { $0 != "+" && inner.contains($0) }
            guard let end = trimmed.lastIndex(where: { !inner.contains($0) }) else { return nil }
            return trimmed[...end]
        }
    }

    private func match(_ words: ArraySlice<Substring>, _ parts: ArraySlice<Part>) -> [String: String]? {
        guard let part = parts.first else { return [:] }
        let rest = parts.dropFirst()
        switch part {
        case .anything:
            for start in words.startIndex...words.endIndex {
                if let captures = match(words[start...], rest) { return captures }
            }
            return nil
        case .words(let choices, let isOptional):
            if let word = words.first, choices.contains(where: { Self.fits(word, $0) }),
                let captures = match(words.dropFirst(), rest)
            {
                return captures
            }
            return isOptional ? match(words, rest) : nil
        case .capture(let name, let isNumber, let choices):
            guard let word = words.first, !isNumber || Self.isNumber(word),
                choices.isEmpty || choices.contains(where: { Self.fits(word, $0) }),
                let captures = match(words.dropFirst(), rest)
            else { return nil }
            return captures.merging([name: String(word)]) { $1 }
        case .rest(let name):
            return words.isEmpty ? nil : [name: words.joined(separator: " ")]
        }
    }

    private static func choices(_ words: Substring) -> [String] {
        words.lowercased().split(separator: "|").map(String.init)
    }

    private static func fits(_ word: Substring, _ choice: String) -> Bool {
        choice.hasSuffix("*") ? word.lowercased().hasPrefix(choice.dropLast()) : word.lowercased() == choice
    }

    private static func isNumber(_ word: Substring) -> Bool {
        let digits = word.first == "+" ? word.dropFirst() : word
        return !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
    }
}
