import DuplexAgents

/// What a search has found, in a city.
package struct Found<Offer: TravelOffer>: Codable, Equatable, Sendable {
    package var city: String
    package var offers: [Offer]

    /// What the person wanted of these offers alone, when they changed one search while others went on.
    package var wish: TravelWish?

    package init(city: String, offers: [Offer]) {
        self.city = city
        self.offers = offers
    }
}

/// The work of the search agents: batch after batch from a catalogue that takes its time.
struct TravelSearch<Offer: TravelOffer>: Sendable {
    /// How long the catalogue takes for a batch.
    static var batchDuration: Duration { .milliseconds(800) }
    static var batchCount: Int { 2 }

    /// What there is, by city.
    let catalogue: [String: [Offer]]

    /// Who is asked, for people.
    let source: String

    /// Searches; what an interrupted turn had found already for the same city is not searched again.
    ///
    /// On cancellation: stops at once; the batches so far stay kept.
    ///
    /// - Throws: ``DuplexAgents/AgentError`` with the code `travel.no_answer` when nobody offers anything there.
    func run(_ context: BranchContext<Found<Offer>>) async throws -> Found<Offer> {
        let wish = TravelWish(context.request, after: context.run.transfer)
        let city = wish.city
        var found = Found<Offer>(city: city, offers: [])
        if let carried = context.carried?.value, carried.city == city { found = carried }
        found.wish = context.isAnew ? wish : nil
        let offers = catalogue[city] ?? []
        while true {
            try await context.pause(Self.batchDuration)
            guard !offers.isEmpty else {
                throw AgentError(code: "travel.no_answer", "\(source) gave no answer for \(city).")
            }
            found.offers += offers.dropFirst(found.offers.count).prefix(Self.batchCount)
            guard found.offers.count < offers.count else { return found }
            try await context.keep(found)
        }
    }

    /// Whether the whole result of an interrupted turn still answers a request.
    static func fits(_ carried: CarriedResult<Found<Offer>>, _ request: String) -> Bool {
        carried.value.wish == nil && TravelWish(request, knownCity: carried.value.city).city == carried.value.city
    }
}
