import DuplexDemo
import Testing

/// What the care demo's full-text index finds.
@Suite struct CareIndexTests {
    private func titles(_ documents: [CareDocument], for query: String, limit: Int = 3) async throws -> [String] {
        try await CareIndex(documents).search(query, limit: limit).map(\.title)
    }

    @Test(arguments: [
        ("dementia", ["Sleep and memory in early dementia", "Respite for carers of people with dementia"]),
        // Both have the word dementia; only one says more.
        ("respite for dementia", ["Respite for carers of people with dementia"]),
        ("Which STUDIES are there about strokes?", ["Early physiotherapy after stroke"]),
        // The stem of another form, and the beginning of a word.
        ("supervising exercises", ["Supervised exercise after hip replacement"]),
        ("physio", ["Early physiotherapy after stroke"]),
    ])
    func `the paper that fits best comes first, and what fits less than half as well does not come`(
        _ query: String, _ expected: [String]
    ) async throws {
        #expect(try await titles(CareData.papers, for: query) == expected)
    }

    @Test func `a word in the title counts more than one in the text`() async throws {
        let found = try await titles(CareData.rules, for: "a card for my disability")
        #expect(found == ["Disability card", "Patient transport"])
    }

    @Test func `what is found is whole, and no more than was asked for`() async throws {
        let found = try await CareIndex(CareData.papers).search("dementia", limit: 1)
        #expect(found == [CareData.papers[2]])
    }

    @Test(arguments: ["", " ", "volcanoes", "what is there about it", "which studies", "Good morning"])
    func `a query without a word that is known finds nothing`(_ query: String) async throws {
        #expect(try await titles(CareData.papers, for: query) == [])
    }

    @Test(arguments: [
        "\"", "'", "\"\"", "*", "AND", "OR AND", "NEAR(", "NEAR(x y, 9)", "^", "-", "{title}:", "title:volcano", "(", "\\",
        "%", ";--", "\0", "\u{301}", "🙂", "①½٣", "नमस्ते 日本語", String(repeating: "\u{301}", count: 10_000),
        String(repeating: "\"", count: 10_000), String(repeating: "(", count: 10_000),
        String(repeating: "a1", count: 5_000), (0..<5_000).map { "w\($0)" }.joined(separator: " "),
    ])
    func `the query language is no way in: words are words, and the rest is nothing`(_ junk: String) async throws {
        #expect(try await titles(CareData.papers, for: junk) == [])
        let stroke = ["Early physiotherapy after stroke"]
        #expect(try await titles(CareData.papers, for: "stroke " + junk) == stroke)
        let isRead = junk.unicodeScalars.count < CareIndex.queryLengthMax / 2
        #expect(try await titles(CareData.papers, for: junk + " stroke") == (isRead ? stroke : []))
        #expect(try await titles(CareData.papers, for: "\"stroke\"" + junk) == stroke)
    }

    @Test func `no operator of the query language works`() async throws {
        #expect(try await titles(CareData.papers, for: "stroke AND volcano") == ["Early physiotherapy after stroke"])
        #expect(try await titles(CareData.papers, for: "dementia NOT sleep").first == "Sleep and memory in early dementia")
        #expect(try await titles(CareData.papers, for: "sourc*") == [])
        #expect(try await titles(CareData.papers, for: "dement\" OR \"stroke").count == 3)
    }

    @Test func `an SQLite without the module is an error at the start, which says what is missing`() {
        let error = #expect(throws: CareIndexError.self) { try CareIndex(CareData.papers, module: "fts0") }
        #expect(error?.description.contains("needs an SQLite with FTS5") == true)
        #expect(error?.description.contains("no such module: fts0") == true)
    }
}
