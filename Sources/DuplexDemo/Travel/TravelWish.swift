import DuplexCore

/// What a person wants of an offer, read from their words.
package struct TravelWish: Codable, Equatable, Sendable {
    /// The city; the first one that we know where none is named.
    package var city: String

    /// Whether only direct connections will do.
    package var isDirectOnly = false

    /// The highest price, in euros; nil without a limit.
    package var priceMax: Int?

    /// Reads a request; a city that is known already stays until another is named.
    package init(_ request: String, knownCity: String? = nil) {
        city = Self.city(in: request) ?? knownCity ?? TravelData.cities[0]
        add(request)
    }

    /// Reads a request to which interrupted turns may have handed their city; the newest that had one counts.
    init(_ request: String, after transfer: ContextTransfer?) {
        let cities = (transfer?.all ?? []).lazy.compactMap { turn in
            turn.findings.compactMap { $0.value["city"]?.string }.last ?? Self.city(in: turn.query)
        }
        self.init(request, knownCity: cities.first)
    }

    /// Takes in what was said while the search went on.
    package mutating func add(_ text: String) {
        let words = Self.words(of: text)
        if words.contains("direct") || words.contains("nonstop") { isDirectOnly = true }
        for (word, next) in zip(words, words.dropFirst()) where ["under", "below", "max"].contains(word) {
            if let price = Int(next) { priceMax = price }
        }
    }

    /// The offers that fit.
    package func choose<Offer: TravelOffer>(from offers: [Offer]) -> [Offer] {
        offers.filter { (!isDirectOnly || $0.isDirect) && priceMax.map($0.price.isAtMost) ?? true }
    }

    private static func city(in text: String) -> String? {
        // The last one that is named: people correct themselves.
        words(of: text).compactMap { word in TravelData.cities.first { $0.lowercased() == word } }.last
    }

    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

extension Int {
    fileprivate func isAtMost(_ limit: Int) -> Bool { self <= limit }
}
