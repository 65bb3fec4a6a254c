/// A text that can be found by its words.
struct CareDocument: Sendable {
    let title: String

    /// Where it is from: a year, or an office.
    let source: String
    let text: String
}

/// A small full-text index in memory: a handful of texts needs no database.
///
/// Words are compared without regard to case and to a plural's `s`; rare words count more than frequent ones.
struct CareIndex: Sendable {
    private let documents: [CareDocument]

    /// For each word, in which documents it stands how often.
    private let places: [String: [Int: Int]]

    init(_ documents: [CareDocument]) {
        self.documents = documents
        var places: [String: [Int: Int]] = [:]
        for (index, document) in documents.enumerated() {
            // A title says what a text is about.
            for word in Self.words(of: document.title) { places[word, default: [:]][index, default: 0] += 3 }
            for word in Self.words(of: document.text) { places[word, default: [:]][index, default: 0] += 1 }
        }
        self.places = places
    }

    /// The documents that fit best, best first; none when no word of the query is known.
    func search(_ query: String, limit: Int) -> [CareDocument] {
        var scores: [Int: Double] = [:]
        for word in Set(Self.words(of: query)).subtracting(Self.fillers) {
            guard let found = places[word] else { continue }
            // A word that stands everywhere tells nothing.
            let rarity = Double(documents.count) / Double(found.count)
            for (index, count) in found { scores[index, default: 0] += rarity * Double(count) / Double(count + 2) }
        }
        let best = scores.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        guard let top = best.first?.value else { return [] }
        // What fits half as well as the best one is about something else.
        return best.prefix(limit).filter { $0.value * 2 >= top }.map { documents[$0.key] }
    }

    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { word in
            word.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : String(word)
        }
    }

    private static let fillers: Set<String> = [
        "a", "an", "the", "and", "or", "of", "for", "in", "on", "to", "with", "what", "is", "are", "there", "i", "my",
        "me", "can", "do", "doe", "how", "about", "find", "get", "it", "that", "thi", "which", "any", "paper", "study",
        "studie", "research", "benefit", "support", "help", "say", "tell", "please",
    ]
}
