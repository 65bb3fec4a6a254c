import DuplexAgents
import DuplexCore
import DuplexCurl

/// Reads one answer out of the bytes of a reply: bytes go in, parts come out, then the whole answer.
struct AnswerReader {
    /// How the provider sends its answer.
    enum Form {
        case events
        /// The provider does not stream: one JSON object.
        case object
    }

    /// How large an answer may be; far beyond what any model writes.
    static let answerByteCountMax = 8 << 20

    private let form: Form
    private var parser = SSEParser()
    private var object: [UInt8] = []
    private var builder = AnswerBuilder()
    private var failure: ModelError?

    /// Whether nothing more can come.
    private(set) var isDone = false

    init(_ form: Form) { self.form = form }

    /// Whether the answer would be whole if the connection broke now; only the usage might be missing.
    var isWhole: Bool { failure == nil && builder.hasFinish }

    /// Takes the next bytes.
    ///
    /// - Returns: what they bring, up to the first fault, which ``check()`` then throws.
    mutating func take(_ bytes: [UInt8]) -> [ModelPart] {
        switch form {
        case .events: return takeEvents(bytes)
        case .object:
            if object.count + bytes.count <= Self.answerByteCountMax {
                object.append(contentsOf: bytes)
            } else {
                failure = .tooLarge
            }
            return []
        }
    }

    /// - Throws: what is wrong with the bytes taken so far.
    func check() throws(ModelError) {
        if let failure { throw failure }
    }

    /// Says that the reply has ended.
    ///
    /// - Returns: what was held back until now.
    mutating func end() -> [ModelPart] {
        guard form == .object, failure == nil else { return [] }
        var parts: [ModelPart] = []
        takeObject(object, into: &parts)
        return parts
    }

    /// The whole answer, once the reply has ended.
    func response() throws(ModelError) -> ModelResponse {
        try check()
        guard isDone || builder.hasFinish else {
            throw ModelError(.brokenStream, "The provider's answer broke off in the middle.")
        }
        return try builder.response()
    }

    private mutating func takeEvents(_ bytes: [UInt8]) -> [ModelPart] {
        var events: [SSEParser.Event] = []
        do throws(CurlError) {
            try parser.feed(bytes, into: &events)
        } catch {
            failure = .tooLarge
        }
        var parts: [ModelPart] = []
        for event in events where !isDone {
            if event.data == "[DONE]" {
                isDone = true
            } else if !takeObject(Array(event.data.utf8), isError: event.name == "error", into: &parts) {
                isDone = true
            }
        }
        return parts
    }

    /// False when the object was the last that can be made sense of.
    @discardableResult
    private mutating func takeObject(_ bytes: [UInt8], isError: Bool = false, into parts: inout [ModelPart]) -> Bool {
        do {
            let chunk = try JSON(parsing: bytes)
            if isError || chunk["error"].map({ !$0.isNull }) ?? false { throw ProviderError(chunk).asModelError }
            try builder.take(chunk, into: &parts)
            guard builder.byteCount <= Self.answerByteCountMax else { throw ModelError.tooLarge }
            return true
        } catch let error as ModelError {
            failure = error
        } catch {
            failure = ModelError(.brokenStream, "The provider sent something that is not JSON.")
        }
        return false
    }
}

extension ModelError {
    fileprivate static let tooLarge = ModelError(.brokenStream, "The provider's answer is larger than it may be.")
}
