import DuplexCore

/// What ``ResponsivenessFold`` finds in all sessions, as the server tells it.
struct ResponsivenessHistograms: Sendable {
    /// Close together around the five seconds after which people doubt that anything happens.
    private static let bounds = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 30, 60, 120]

    private var acknowledgements = Histogram(
        "duplex_message_acknowledgement_seconds", "Messages until the first sign of their turn.", bounds: bounds)
    private var silences = Histogram(
        "duplex_turn_longest_silence_seconds", "The longest time of each turn without a sign of it.", bounds: bounds)
    private var intervals = Histogram(
        "duplex_tool_progress_interval_seconds", "Tools from one sign of life to the next.", bounds: bounds)
    private var estimateErrors = Histogram(
        "duplex_tool_estimate_error_seconds", "How far the ends of tools were from their estimates.", bounds: bounds)

    /// How often a session spoke for a silent tool.
    private(set) var noticeCount = 0

    var histograms: [Histogram] { [acknowledgements, silences, intervals, estimateErrors] }

    mutating func count(_ measure: ResponsivenessFold.Measure) {
        switch measure {
        case .acknowledgement(let seconds, let lane): acknowledgements.observe(seconds, ["lane": lane.rawValue])
        case .silence(let seconds, let lane): silences.observe(seconds, ["lane": lane.rawValue])
        case .progressInterval(let seconds, let tool): intervals.observe(seconds, ["gen_ai_tool_name": tool])
        case .estimateError(let seconds, let tool): estimateErrors.observe(seconds, ["gen_ai_tool_name": tool])
        case .silenceNotice: noticeCount += 1
        }
    }
}
