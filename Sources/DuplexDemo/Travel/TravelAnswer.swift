package import DuplexAgents

/// What the assembler says: a pure function of what the branches found.
package struct TravelAnswer: Equatable, Sendable {
    /// How one search ended, in words.
    package struct Section: Equatable, Sendable {
        /// What was searched for, as in `flight`.
        package var name: String
        package var city: String

        /// `completed`, `interrupted`, or how else it ended.
        package var status: String
        package var lines: [String]

        /// What went wrong; nil when nothing did.
        package var problem: String?

        /// Reads a branch's outcome.
        package init<Offer>(_ name: String, _ outcome: BranchOutcome<Found<Offer>>, wish: TravelWish) {
            let found: Found<Offer>?
            switch outcome {
            case .completed(let whole): (status, found, problem) = ("completed", whole, nil)
            case .cancelled(let partial): (status, found, problem) = ("interrupted", partial, nil)
            case .failed(let error, let partial): (status, found, problem) = ("failed", partial, error.message)
            }
            self.name = name
            city = found?.city ?? wish.city
            let offers = found?.offers ?? []
            lines = wish.choose(from: found?.wish?.choose(from: offers) ?? offers).map(\.line)
        }

        /// Reads what an interrupted turn had found.
        package init<Offer>(_ name: String, _ carried: CarriedResult<Found<Offer>>) {
            self.name = name
            status = carried.isComplete ? "completed" : "interrupted"
            city = carried.value.city
            lines = carried.value.offers.map(\.line)
        }

        var count: String { "\(lines.count) \(name)\(lines.count == 1 ? "" : "s")" }

        var text: String {
            let head: String
            switch status {
            case "completed": head = "\(count) for \(city):"
            default: head = "\(count) for \(city) so far (\(status)\(problem.map { ": \($0)" } ?? "")):"
            }
            return ([lines.isEmpty ? "\(head.dropLast())." : head] + lines.map { "- \($0)" }).joined(separator: "\n")
        }
    }

    package var sections: [Section]

    /// What the interrupted turn had been asked, and what of its findings this turn does not answer anyway.
    package var carriedQuery: String?
    package var carriedSections: [Section]

    package init(sections: [Section], carriedQuery: String? = nil, carriedSections: [Section] = []) {
        self.sections = sections
        self.carriedQuery = carriedQuery
        self.carriedSections = carriedSections
    }

    /// The words, with a summary as the last line.
    package var text: String {
        var parts = sections.map(\.text)
        if let carriedQuery {
            let kept = carriedSections.isEmpty ? "" : " This is what I had found for it:"
            parts.append(
                (["Before that you had asked: \"\(carriedQuery)\"\(kept.isEmpty ? "." : ".\(kept)")"]
                    + carriedSections.map(\.text)).joined(separator: "\n"))
        }
        parts.append(summary)
        return parts.joined(separator: "\n\n")
    }

    /// One line about everything.
    package var summary: String {
        guard !sections.isEmpty else {
            return "I can look for flights and hotels in \(TravelData.cities.dropLast().joined(separator: ", "))."
        }
        return "In all: " + sections.map { "\($0.count) (\($0.status))" }.joined(separator: ", ") + "."
    }
}
