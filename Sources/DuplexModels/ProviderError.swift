import DuplexAgents
import DuplexCore

/// What a provider says about a failure, in any of the shapes that are in use.
struct ProviderError {
    /// What went wrong, in the provider's words.
    let text: String?

    /// The provider's names of the failure.
    let names: [String]

    /// The HTTP status that the object itself holds, as errors inside a stream do.
    let status: Int?

    /// Reads `{"error": {...}}`, `{"error": "..."}`, `{"message": ...}`, `{"detail": ...}` or a list with one of them.
    init(_ body: JSON) {
        let body = body.array?.first ?? body
        let error = body["error"] ?? body
        text = error.string ?? error["message"]?.string ?? error["detail"]?.string
        names = [error["type"]?.string, error["code"]?.string].compactMap(\.self)
        let code = error["code"]?.int ?? error["code"]?.string.flatMap { Int($0) } ?? error["status"]?.int
        status = code.flatMap { (400..<600).contains($0) ? $0 : nil }
    }

    /// Whether the account has run out of money; the provider says "too many requests" then, but waiting is no use.
    var isOutOfCredit: Bool { names.contains("insufficient_quota") || names.contains("billing_hard_limit_reached") }

    /// The failure as an error of a stream that had begun.
    var asModelError: ModelError {
        let isOverload = names.contains { $0.contains("overloaded") || $0.contains("rate_limit") }
        switch status {
        case _ where isOverload, 429, 503, 529:
            return ModelError(.overloaded, "The provider broke its answer off: it is overloaded.", status: status)
        case 400, 401, 402, 403, 404, 413, 422:
            return ModelError(.refused, "The provider broke its answer off and refused the request.", status: status)
        default: return ModelError(.brokenStream, "The provider broke its answer off with an error.", status: status)
        }
    }

    /// The provider's words as half a sentence that can be shown: one line, short, without keys and addresses.
    func shownText(hiding key: String?) -> String? {
        guard let line = text?.split(whereSeparator: \.isNewline).first else { return nil }
        let words = line.split(separator: " ").map { word in
            let isSecret = key.map { !$0.isEmpty && word.contains($0) } ?? false
            return isSecret || word.hasPrefix("sk-") || word.contains("://") ? "…" : String(word)
        }
        let shown = words.joined(separator: " ")
        guard shown.count > Self.shownCharacterCountMax else { return shown.isEmpty ? nil : shown }
        return shown.prefix(Self.shownCharacterCountMax) + "…"
    }

    private static let shownCharacterCountMax = 200
}
