import CHTTP1
import DuplexLoop

/// One parser of the C library, for one request at a time; idle ones are pooled.
final class RequestParser {
    /// What became of some bytes.
    enum Step {
        /// The request is not complete.
        case more
        /// As ``more``, and the client waits for `100 Continue`.
        case moreAfterContinue
        /// The request is complete.
        case done
        /// It cannot be read; `status` and `reason` say why. Nothing that follows on the connection can be trusted.
        case failed(status: Int, reason: String)
    }

    private let raw: OpaquePointer

    init(limits: TransportLimits) {
        raw = h1_new(
            UInt32(limits.headerByteCountMax), UInt32(limits.headerCountMax), UInt64(limits.bodyByteCountMax))
    }

    deinit { h1_free(raw) }

    /// Whether any byte of a request has been read.
    var hasStarted: Bool { h1_started(raw) != 0 }
    /// Whether the header has been read and the body is awaited.
    var awaitsBody: Bool { h1_header_done(raw) != 0 }
    /// The method, once it is known.
    var method: String { text(0..<h1_method_count(raw)) }
    var isHTTP11: Bool { h1_version(raw) == 11 }
    var keepsAlive: Bool { h1_keep_alive(raw) != 0 }

    /// Reads from `bytes`; those that it did not use must be presented again with more behind them.
    func feed(_ bytes: UnsafeRawBufferPointer) -> (step: Step, used: Int) {
        guard let start = bytes.baseAddress else { return (.more, 0) }
        var used = 0
        let step: Step
        switch Int(h1_feed(raw, start.assumingMemoryBound(to: UInt8.self), bytes.count, &used)) {
        case H1_DONE: step = .done
        case H1_CONTINUE: step = .moreAfterContinue
        case H1_ERROR: step = .failed(status: Int(h1_status(raw)), reason: String(cString: h1_reason(raw)))
        default: step = .more
        }
        return (step, used)
    }

    /// The complete request.
    func request(from peer: PeerAddress, on loop: any EventLoop) -> HTTPRequest {
        let methodCount = h1_method_count(raw)
        let fields = UnsafeBufferPointer(start: h1_fields(raw), count: h1_field_count(raw)).map { field in
            let (name, value) = (Int(field.name_start), Int(field.value_start))
            return HTTPHeaders.Field(
                name: name..<name + Int(field.name_count), value: value..<value + Int(field.value_count))
        }
        return HTTPRequest(
            method: text(0..<methodCount),
            target: text(methodCount..<methodCount + h1_target_count(raw)),
            headers: HTTPHeaders(bytes: Array(bytes(of: h1_head(raw))), fields: fields),
            body: Array(bytes(of: h1_body(raw))),
            peer: peer,
            loop: loop)
    }

    /// Makes the parser ready for the next request.
    func reset() { h1_reset(raw) }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes(of: h1_head(raw))[range]), as: UTF8.self)
    }

    private func bytes(of span: h1_span) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: span.start, count: span.count)
    }
}
