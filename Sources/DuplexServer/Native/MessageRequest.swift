import DuplexCore
import DuplexRuntime

/// A message as a client sends it, over HTTP or a socket.
struct MessageRequest: Sendable {
    enum Member {
        static let text = Field("text", .text(), "What is said; or `parts`.")
        static let parts = Field("parts", partFormat.list(), "What is said, as a list of text parts; or `text`.")
        static let whenBusy = Field("when_busy", whenBusyFormat, "What the message does while work runs.")
        static let clientMessageID = Field(
            "client_message_id", .text(1...128), "The client's name for the message: a repetition is answered, not done.")
        static let dryRun = Field("dry_run", .truth, "Only tells what the message would do.")
        static let progress = Field(
            "progress", ProgressRequest.format, "What is recorded of the turn's work, and the view that shows it.")
        static let target = Field(
            "target", .text(1...200), "With `when_busy: steer`: the branch that begins anew, by its run or its agent.")

        static let all = [
            text.declared, parts.declared, whenBusy.declared, target.declared, clientMessageID.declared,
            dryRun.declared, progress.declared,
        ]
    }

    static let whenBusyFormat = Format<WhenBusy>.word(
        ["auto", "barge_in"] + Action.allCases.filter { $0 != .start }.map(\.rawValue), WhenBusy.init(name:))

    private static let partFormat = Format<String>(
        schema: [
            "type": "object", "required": ["type", "text"],
            "properties": ["type": ["type": "string", "enum": ["text"]], "text": ["type": "string"]],
        ]
    ) { json throws(FieldProblem) in
        guard let object = json.object else { throw .expected("an object", json) }
        for member in object.members where member.key != "type" && member.key != "text" {
            throw FieldProblem("there is no such field", at: ".\(member.key)")
        }
        guard object["type"] == "text" else { throw FieldProblem("must be text", at: ".type") }
        guard let text = object["text"]?.string else { throw FieldProblem("must be a string", at: ".text") }
        return text
    }

    var text: String
    private var parts: [String]?
    var whenBusy: WhenBusy?
    var target: String?
    var clientMessageID: String?
    var isDryRun: Bool
    var progress: ProgressRequest?

    init(_ fields: Fields) throws(APIError) {
        let text = try fields.get(Member.text)
        let parts = try fields.get(Member.parts)
        whenBusy = try fields.get(Member.whenBusy)
        target = try fields.get(Member.target)
        clientMessageID = try fields.get(Member.clientMessageID)
        isDryRun = try fields.get(Member.dryRun) ?? false
        guard target == nil || whenBusy == .named(.steer) else { throw .invalid("target", "goes with when_busy steer only") }
        guard text == nil || parts == nil else { throw .invalid("parts", "either text or parts, not both") }
        progress = try fields.get(Member.progress)
        self.text = text ?? (parts ?? []).joined(separator: "\n")
        self.parts = parts
        guard !self.text.allSatisfy(\.isWhitespace) else {
            throw APIError(.empty, "A message needs text.", details: ["field": parts == nil ? "text" : "parts"])
        }
    }

    /// The message for its session; `progressID` is the name of the view that shows its turn.
    /// A message of an entrance that knows nothing else of it.
    init(text: String, clientMessageID: String?) {
        self.text = text
        self.clientMessageID = clientMessageID
        isDryRun = false
    }

    func submission(by principal: Principal, progressID: String? = nil) -> Submission {
        var submission = Submission(
            text: text, principal: principal, whenBusy: whenBusy, clientKey: clientMessageID)
        submission.parts = parts
        submission.progress = progressID.flatMap { progress?.members(id: $0) }
        submission.target = target
        return submission
    }

    /// The client's key with a digest of everything that makes this message differ from another one.
    var usedKey: UsedKey? {
        guard let clientMessageID else { return nil }
        var digest = Digest(whenBusy?.name ?? "")
        digest.add([0])
        digest.add(text.utf8)
        if let progress {
            digest.add([0])
            digest.add(JSON.object(progress.members(id: progress.id ?? "")).bytes)
        }
        if let target {
            digest.add([1])
            digest.add(target.utf8)
        }
        return UsedKey(key: clientMessageID, bodyDigest: digest.value)
    }
}
