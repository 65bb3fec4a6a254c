import DuplexStoreSQLite

/// A text that can be found by its words.
package struct CareDocument: Equatable, Sendable {
    package let title: String

    /// Where it is from: a year, or an office.
    package let source: String
    package let text: String
}

/// A full-text index of one collection: an FTS5 table of an SQLite database in memory.
///
/// Words are compared by their stems and without regard to case; rare words count more than frequent ones (BM25).
package struct CareIndex: Sendable {
    /// How much of a query is read, in Unicode scalars.
    package static let queryLengthMax = 1_000

    /// A word from this length on also finds the words that begin with it.
    private static let prefixLengthMin = 5

    private let database: SmallDatabase

    /// Indexes documents.
    ///
    /// - Parameters:
    ///   - documents: what can be found.
    ///   - module: SQLite's module that does the work; a test names one that is not there.
    /// - Throws: ``CareIndexError`` when SQLite has no such module.
    package init(_ documents: [CareDocument], module: String = "fts5") throws(CareIndexError) {
        do {
            database = try SmallDatabase(path: nil)
            try database.performNow { connection in
                try connection.execute(
                    "CREATE VIRTUAL TABLE document USING \(module)(title, source UNINDEXED, text, tokenize = 'porter')")
                let row = try connection.prepare("INSERT INTO document VALUES (?, ?, ?)")
                for document in documents { try row.run(document.title, document.source, document.text) }
            }
        } catch {
            throw CareIndexError(error)
        }
    }

    /// The documents that fit best, best first; none when no word of the query is known.
    package func search(_ query: String, limit: Int) async throws -> [CareDocument] {
        let words = Self.expression(for: query)
        // An empty expression is a syntax error.
        guard !words.isEmpty else { return [] }
        return try await database.perform { connection in
            let rows = try connection.prepare(Self.best)
            try rows.bind(words, limit)
            var found: [CareDocument] = []
            while try rows.step() {
                found.append(CareDocument(title: rows.text(0), source: rows.text(1), text: rows.text(2)))
            }
            return found
        }
    }

    /// A title says what a text is about, so it counts threefold. The better a document fits, the more its score is below
    /// zero; what fits half as well as the best one is about something else.
    private static let best = """
        WITH hit AS MATERIALIZED (
            SELECT title, source, text, rowid AS place, bm25(document, 3, 0, 1) AS score
            FROM document WHERE document MATCH ?
        )
        SELECT title, source, text FROM hit WHERE score * 2 <= (SELECT min(score) FROM hit)
        ORDER BY score, place LIMIT ?
        """

    /// What FTS5 is asked for: any of the words, each in quotes, so that none is an operator of its language.
    private static func expression(for query: String) -> String {
        let read = String(String.UnicodeScalarView(query.unicodeScalars.prefix(queryLengthMax)))
        let words = read.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return Set(words).subtracting(fillers).sorted().map { word in
            "\"\(word)\"" + (word.count < prefixLengthMin ? "" : "*")
        }.joined(separator: " OR ")
    }

    /// Words that say nothing about a text, or the same about all of them.
    private static let fillers: Set<String> = [
        "a", "about", "an", "and", "any", "are", "benefit", "benefits", "can", "do", "does", "find", "for", "get", "help",
        "how", "i", "in", "is", "it", "me", "my", "of", "on", "or", "paper", "papers", "please", "research", "say",
        "studies", "study", "support", "tell", "that", "the", "there", "this", "to", "what", "which", "with",
    ]
}

/// Why the care demo cannot search: one line that says what to do.
public struct CareIndexError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line.
    public let description: String

    init(_ error: any Error) {
        switch error {
        case let error as OpenError: description = error.description
        case let error as SQLiteFailure:
            description = "The care demo needs an SQLite with FTS5, the full-text search: \(error.message)."
        default: description = "The care demo cannot make its index: \(error)."
        }
    }
}
