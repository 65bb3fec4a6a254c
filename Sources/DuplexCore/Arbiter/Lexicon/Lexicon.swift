/// The phrases by which messages are understood, some tables for each language.
///
/// All languages are looked up at once: people mix them, and nothing says which one a message is in. A table
/// maps a cue to phrases separated by commas; the syntax of a phrase is `PhraseTrie`'s.
enum Lexicon {
    typealias Table = [(cue: Cue, phrases: String)]

    /// All phrases, built once for the process.
    static let trie: PhraseTrie = {
        var trie = PhraseTrie()
        for (cue, phrases) in tables.joined() {
            for line in phrases.split(whereSeparator: { $0 == "," || $0.isNewline }) {
                let phrase = line.drop { $0 == " " }
                if !phrase.isEmpty { trie.insert(phrase, as: cue) }
            }
        }
        return trie
    }()

    private static let tables: [Table] = [
        englishStops, englishReasons, englishNews, englishEvents, englishChanges, englishRequests, englishTalk, englishGrammar,
        german, dutch, french, spanish, italian, portuguese, polish, russian, turkish,
        japanese, chinese, korean, arabic, hindi,
    ]
}
