import CWslay

/// Reads frames from a peer by wslay: masks, fragments, UTF-8, lengths and codes are checked there.
///
/// A context of wslay costs almost 9 KiB, so idle sockets own none: whoever is between two messages gives his back.
final class FrameReader {
    /// What came out of some bytes.
    struct Outcome {
        enum Message {
            case text([UInt8])
            case binary([UInt8])
        }

        /// Whole messages, in order.
        var messages: [Message] = []
        /// What must be sent: pongs, or the close frame that ends the conversation.
        var reply: [UInt8] = []
        /// Set when the conversation is over: the peer's close code, or the one with which its fault is answered.
        var closeCode: UInt16?
    }

    private var context: wslay_event_context_ptr?
    private var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private var outcome = Outcome()

    // What tells that nothing is half read
    private var fedByteCount = 0
    private var framedByteCount = 0
    private var frameByteCount = 0
    private var isInFragment = false
    private var frameLeavesFragment: Bool?

    /// A close frame's payload is empty or begins with two bytes of code; wslay lets one byte pass.
    private var isCloseMalformed = false

    /// The reason behind a close frame's code is text; wslay checks it only when it comes in one piece.
    private var isCloseReasonInvalid = false

    init(messageByteCountMax: Int) {
        var callbacks = Self.callbacks
        // It fails only without memory, and then there is no way on.
        let status = wslay_event_context_server_init(&context, &callbacks, Unmanaged.passUnretained(self).toOpaque())
        precondition(status == 0, "wslay has no memory: \(status)")
        wslay_event_config_set_max_recv_msg_length(context, UInt64(messageByteCountMax))
    }

    deinit { wslay_event_context_free(context) }

    /// Whether another socket can go on with this reader: every byte so far belonged to whole messages.
    var isBetweenMessages: Bool {
        fedByteCount == framedByteCount && !isInFragment && outcome.closeCode == nil
            && wslay_event_want_read(context) != 0
    }

    func feed(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        input = bytes
        outcome = Outcome()
        let status = wslay_event_recv(context)
        if wslay_event_want_write(context) != 0 { wslay_event_send(context) }
        input = UnsafeRawBufferPointer(start: nil, count: 0)
        if wslay_event_get_close_received(context) != 0, !isCloseMalformed {
            let code = wslay_event_get_status_code_received(context)
            end(with: isCloseReasonInvalid ? CloseCode.invalidText : code == 0 ? CloseCode.none : code)
        } else if wslay_event_get_close_sent(context) != 0 {
            // wslay answers a frame that is wrong in itself without a code.
            let code = wslay_event_get_status_code_sent(context)
            end(with: code == 0 || code == CloseCode.none ? CloseCode.protocolError : code)
        } else if status != 0 {
            end(with: CloseCode.internalError)
        }
        return outcome
    }

    private func end(with code: UInt16) {
        outcome.closeCode = code
        outcome.reply = code == CloseCode.none ? Frame.encode(.close, []) : Frame.close(code: code)
    }

    // MARK: wslay's callbacks; none of them calls out, so a context is never freed under wslay's feet

    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, input.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        fedByteCount += count
        return count
    }

    private func frameBegan(opcode: UInt8, payloadByteCount: UInt64, isFinal: Bool) {
        let lengthByteCount = payloadByteCount < 126 ? 0 : payloadByteCount < 0x1_0000 ? 2 : 8
        let headByteCount = 2 + 4 + lengthByteCount
        frameByteCount = headByteCount + Int(clamping: payloadByteCount)
        let isControl = opcode & 8 != 0
        frameLeavesFragment = isControl ? nil : !isFinal
        if UInt32(opcode) == WSLAY_CONNECTION_CLOSE.rawValue { isCloseMalformed = payloadByteCount == 1 }
    }

    private func frameEnded() {
        framedByteCount += frameByteCount
        if let frameLeavesFragment { isInFragment = frameLeavesFragment }
    }

    private func received(_ opcode: UInt8, _ message: UnsafeBufferPointer<UInt8>) {
        switch UInt32(opcode) {
        case WSLAY_TEXT_FRAME.rawValue: outcome.messages.append(.text(Array(message)))
        case WSLAY_BINARY_FRAME.rawValue: outcome.messages.append(.binary(Array(message)))
        case WSLAY_CONNECTION_CLOSE.rawValue:
            isCloseReasonInvalid = String(validating: message.dropFirst(2), as: UTF8.self) == nil
        default: break  // pings and pongs are wslay's matter
        }
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> FrameReader? {
        data.map { Unmanaged<FrameReader>.fromOpaque($0).takeUnretainedValue() }
    }

    private static var callbacks: wslay_event_callbacks {
        var callbacks = wslay_event_callbacks()
        callbacks.recv_callback = { context, buffer, count, _, data in
            guard let reader = FrameReader.from(data) else { return -1 }
            if reader.input.isEmpty {
                wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK.rawValue)
                return -1
            }
            return reader.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
        }
        callbacks.send_callback = { _, bytes, count, _, data in
            FrameReader.from(data)?.outcome.reply.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
            return count
        }
        callbacks.on_frame_recv_start_callback = { _, frame, data in
            guard let frame = frame?.pointee else { return }
            FrameReader.from(data)?.frameBegan(
                opcode: frame.opcode, payloadByteCount: frame.payload_length, isFinal: frame.fin != 0)
        }
        callbacks.on_frame_recv_end_callback = { _, data in FrameReader.from(data)?.frameEnded() }
        callbacks.on_msg_recv_callback = { _, message, data in
            guard let message = message?.pointee else { return }
            FrameReader.from(data)?.received(
                message.opcode, UnsafeBufferPointer(start: message.msg, count: message.msg_length))
        }
        return callbacks
    }
}
