/// Feeds the frame reader whole input and the same input byte by byte, and demands the same messages from both.
///
/// A socket's bytes come in any grouping, so nothing that a peer says may depend on it. What a server would send is
/// looked at too: replies are whole frames. Built by `Scripts/fuzz` from the transport's own sources.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ pointer: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: pointer, count: count)
    let whole = Conversation(input, pieceByteCount: max(1, count))
    for pieceByteCount in [1, 7] {
        let pieces = Conversation(input, pieceByteCount: pieceByteCount)
        precondition(pieces.messages == whole.messages, "what a peer says depends on how its bytes come")
        precondition(whole.agrees(with: pieces), "how a conversation ends depends on how its bytes come")
    }
    precondition(whole.messages.allSatisfy { $0.count <= 1 + messageByteCountMax }, "a message is too long")
    return 0
}

/// Small, so that the fuzzer reaches it.
private let messageByteCountMax = 200

/// What a server makes of a peer's bytes.
private struct Conversation {
    /// The kind of each message, and its bytes.
    var messages: [[UInt8]] = []
    var closeCode: UInt16?

    /// Whether both ended in the same way.
    ///
    /// A fault may be seen later in small pieces, and wslay looks at a close frame's reason piece by piece: where one
    /// has refused, the other may still wait, or have ended.
    func agrees(with other: Conversation) -> Bool {
        let faults = [CloseCode.protocolError, CloseCode.invalidText]
        return closeCode == other.closeCode || [closeCode, other.closeCode].contains { $0.map(faults.contains) ?? false }
    }

    init(_ input: UnsafeRawBufferPointer, pieceByteCount: Int) {
        var reader = FrameReader(messageByteCountMax: messageByteCountMax)
        var start = 0
        while start < input.count, closeCode == nil {
            let end = min(input.count, start + pieceByteCount)
            let outcome = reader.feed(UnsafeRawBufferPointer(rebasing: input[start..<end]))
            start = end
            for message in outcome.messages {
                switch message {
                case .text(let bytes):
                    precondition(String(validating: bytes, as: UTF8.self) != nil, "a text that is not UTF-8")
                    messages.append([1] + bytes)
                case .binary(let bytes): messages.append([2] + bytes)
                }
            }
            Self.check(outcome.reply)
            closeCode = outcome.closeCode
            // As a socket does: between two messages it gives its reader back and takes another one.
            if reader.isBetweenMessages { reader = FrameReader(messageByteCountMax: messageByteCountMax) }
        }
    }

    /// Control frames, unmasked and whole.
    private static func check(_ reply: [UInt8]) {
        var rest = reply[...]
        while rest.count >= 2 {
            let head = Array(rest.prefix(2))
            precondition([0x88, 0x8A].contains(head[0]), "a reply is a close or a pong")
            precondition(head[1] < 126 && rest.count >= 2 + Int(head[1]), "a control frame is short and unmasked")
            rest = rest.dropFirst(2 + Int(head[1]))
        }
        precondition(rest.isEmpty, "half a frame is sent")
    }
}
