extension ContextTransfer {
    /// The transfer in words for a model.
    package var modelText: String {
        var lines = lines("The previous turn was stopped before it was done")
        for transfer in earlier { lines += transfer.lines("A turn before that was stopped too") }
        lines.append("Use what was found where it still fits; do not do finished work again.")
        return lines.joined(separator: "\n")
    }

    private func lines(_ opening: String) -> [String] {
        var lines = ["\(opening) (\(reason.rawValue)). It had been asked: \(query)"]
        if !completedAgents.isEmpty { lines.append("These agents had finished: " + completedAgents.joined(separator: ", ")) }
        for finding in findings where finding.key != "text" {
            lines.append(
                "Found so far under \(finding.key) (\(finding.isComplete ? "complete" : "incomplete")): "
                    + finding.value.text)
        }
        for effect in effects { lines.append(effect.sentence) }
        if !seen.isEmpty { lines.append("The person has already read this beginning of an answer: \(seen)") }
        return lines
    }
}

extension ContextTransfer.Effect {
    /// The truth about a write, in words.
    fileprivate var sentence: String {
        switch outcome {
        case "finished": "Already done and not to be repeated: \(name)."
        case "committed": "Past its point of no return, with an outcome that is still unknown: \(name)."
        case "failed": "Tried, and failed: \(name)."
        default: "It is unknown whether this took effect; ask before it is tried again: \(name)."
        }
    }
}
