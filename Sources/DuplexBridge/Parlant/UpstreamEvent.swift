package import DuplexCore

/// One event of a Parlant session, as far as a follower needs it.
///
/// Kinds, sources and statuses that this version does not know are kept as they are.
package struct UpstreamEvent: Equatable, Sendable {
    package var id: String
    package var offset: Int
    package var trace: String
    package var source: String
    package var content: Content

    /// Whether it is a message that only announces an answer.
    package var isPreamble = false

    package enum Content: Equatable, Sendable {
        /// `chunks` when the message is written in place; the last one is null once it is complete.
        case message(text: String, isOpen: Bool)

        /// `stage` is what a status says beyond its name.
        case status(String, stage: String?, percent: Int?)
        case tool(JSON)

        /// Anything else, by its kind.
        case other(String)
    }

    package init(id: String, offset: Int, trace: String = "", source: String = "ai_agent", _ content: Content) {
        self.id = id
        self.offset = offset
        self.trace = trace
        self.source = source
        self.content = content
    }

    /// Reads an event; nil when the value is none.
    package init?(_ json: JSON) {
        guard let id = json["id"]?.string, let offset = json["offset"]?.int, offset >= 0,
            let kind = json["kind"]?.string
        else { return nil }
        let data = json["data"] ?? .null
        let content: Content
        switch kind {
        case "message": content = Self.message(data)
        case "status":
            let detail = data["data"] ?? .null
            content = .status(
                data["status"]?.string ?? "", stage: detail["stage"]?.string, percent: detail["percent"]?.int)
        case "tool": content = .tool(data["tool_calls"] ?? [])
        default: content = .other(kind)
        }
        self.init(
            id: id, offset: offset, trace: json["trace_id"]?.string ?? json["correlation_id"]?.string ?? "",
            source: json["source"]?.string ?? "", content)
        isPreamble = data["tags"]?.array?.contains("__preamble__") ?? false
    }

    /// Whether a customer wrote it.
    package var isCustomerMessage: Bool {
        guard source == "customer", case .message = content else { return false }
        return true
    }

    private static func message(_ data: JSON) -> Content {
        let whole = data["message"]?.string ?? ""
        guard let chunks = data["chunks"]?.array, !chunks.isEmpty else { return .message(text: whole, isOpen: false) }
        let isOpen = chunks.last?.isNull != true
        let written = chunks.compactMap(\.string).joined()
        return .message(text: written.isEmpty && !isOpen ? whole : written, isOpen: isOpen)
    }
}
