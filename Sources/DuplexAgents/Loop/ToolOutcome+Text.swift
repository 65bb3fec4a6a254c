import DuplexCore

extension ToolOutcome {
    /// What the model reads: the same words as in the transcripts of later turns.
    package var modelText: String { CallStatus(self).text }
}
