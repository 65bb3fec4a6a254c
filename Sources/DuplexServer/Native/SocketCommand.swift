import DuplexCore

/// What a client asks for over a socket.
enum SocketCommand: Sendable {
    case message(MessageRequest)
    case cancel(TurnID, CancelRequest)

    case resume(TurnID)
    case decide(DecideRequest)
    case withdraw(Offset)
    case input(InputRequest)
    case tell(TellRequest)
    case ack(AckRequest)

    private enum Member {
        static let turn = Field("turn", .text(1...200), isRequired: true, "The turn.")
        static let offset = Field("offset", .count(), isRequired: true, "The message's offset.")
        static let call = Field("call", .text(1...200), isRequired: true, "The call.")
    }

    /// Reads a command from its members, the ref aside.
    init(_ members: inout JSONObject) throws(APIError) {
        guard let type = members["type"]?.string else { throw .invalid("type", "is required, and a string") }
        members["type"] = nil
        members["ref"] = nil
        switch type {
        case "message": self = .message(try MessageRequest(try Fields(members, of: MessageRequest.Member.all)))
        case "cancel":
            let fields = try Fields(members, of: [Member.turn.declared] + CancelRequest.Member.all)
            self = .cancel(TurnID(try fields.require(Member.turn)), try CancelRequest(fields))
        case "resume":
            let fields = try Fields(members, of: [Member.turn.declared])
            self = .resume(TurnID(try fields.require(Member.turn)))
        case "decide":
            let fields = try Fields(members, of: [Member.offset.declared] + DecideRequest.Member.all)
            self = .decide(try DecideRequest(Offset(try fields.require(Member.offset)), fields))
        case "withdraw":
            let fields = try Fields(members, of: [Member.offset.declared])
            self = .withdraw(Offset(try fields.require(Member.offset)))
        case "input":
            let fields = try Fields(members, of: [Member.call.declared] + InputRequest.Member.all)
            self = .input(try InputRequest(CallID(try fields.require(Member.call)), fields))
        case "tell":
            let fields = try Fields(members, of: [Member.call.declared] + TellRequest.Member.all)
            self = .tell(try TellRequest(CallID(try fields.require(Member.call)), fields))
        case "ack":
            self = .ack(try AckRequest(try Fields(members, of: AckRequest.Member.all)))
        default: throw .invalid("type", "there is no command “\(type)”")
        }
    }

    /// What the answer repeats: any text or number.
    static func ref(_ members: JSONObject) throws(APIError) -> JSON? {
        switch members["ref"] {
        case nil: return nil
        case .string(let text)? where text.utf8.count <= 200: return .string(text)
        case .int(let number)?: return .int(number)
        default: throw .invalid("ref", "must be a number or a short string")
        }
    }
}
