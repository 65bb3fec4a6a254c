import CCurl

/// A call in libcurl's hands.
///
/// It belongs to the client's thread, and so do its callbacks.
final class RunningCall {
    let transfer: Transfer
    private(set) var timer: CallTimer

    private let easy: EasyHandle
    private let headerList: HeaderList
    private var headReader = HeadReader()
    private var headError: CurlError?

    /// Nil when libcurl has no memory for another call.
    init?(_ call: HTTPCall, to target: TargetAddress, for transfer: Transfer) {
        guard let easy = EasyHandle() else { return nil }
        self.easy = easy
        self.transfer = transfer
        headerList = Self.list(of: call)
        timer = CallTimer(call.limits, startedAt: monotonicNow())
        setConnection(call, target)
        setRequest(call)
        setCallbacks()
    }

    /// Gives the call to libcurl; it must be taken out again before it is freed.
    func join(_ multi: MultiHandle) -> Bool { multi.add(easy) }

    func leave(_ multi: MultiHandle) { multi.remove(easy) }

    /// Goes on reading after the reader has made room.
    func resume() {
        timer.resume(at: monotonicNow())
        easy.resume()
    }

    /// The reader has let go; the reply runs out unread.
    func letGo() {
        timer.letGo(at: monotonicNow())
        resume()
    }

    /// What libcurl's result means to the reader.
    func ending(_ result: CURLcode) -> Inflow.Ending {
        if result == CURLE_OK { return .whole }
        if let headError { return .failed(headError) }
        let problem = String(cString: curl_easy_strerror(result))
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return .failed(.unreachable("its name could not be resolved"))
        case CURLE_COULDNT_CONNECT: return .failed(.unreachable("it accepts no connection"))
        case CURLE_PEER_FAILED_VERIFICATION: return .failed(.unreachable("its certificate is not trusted"))
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE: return .failed(.unreachable(problem))
        // The only limit that libcurl itself keeps is the one for connecting.
        case CURLE_OPERATION_TIMEDOUT: return .failed(.timedOut(.connect))
        default: return .failed(.broken(problem))
        }
    }

    private func setConnection(_ call: HTTPCall, _ target: TargetAddress) {
        easy.set(CURLOPT_URL, to: call.url)
        easy.set(CURLOPT_PROTOCOLS_STR, to: "http,https")
        easy.set(CURLOPT_FOLLOWLOCATION, to: false)
        // One call, one connection: a cancelled call then closes it, and a paused one holds back its own bytes only.
        easy.set(CURLOPT_HTTP_VERSION, to: Int(CURL_HTTP_VERSION_1_1))
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, to: call.limits.connect.wholeMilliseconds)
        easy.set(CURLOPT_TCP_KEEPALIVE, to: true)
        // No signals in a process with threads; and nobody waits for a name look-up that is no longer wanted.
        easy.set(CURLOPT_NOSIGNAL, to: true)
        easy.set(CURLOPT_QUICK_EXIT, to: true)
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, to: true)
        if target.isLoopback { easy.set(CURLOPT_NOPROXY, to: "*") }
    }

    private func setRequest(_ call: HTTPCall) {
        if call.method == "HEAD" {
            easy.set(CURLOPT_NOBODY, to: true)
        } else if let body = call.body {
            easy.set(CURLOPT_POST, to: true)
            easy.setBody(body)
        }
        easy.set(CURLOPT_CUSTOMREQUEST, to: call.method)
        easy.set(CURLOPT_HTTPHEADER, to: headerList)
    }

    private func setCallbacks() {
        // SAFETY: `self` is kept by the loop for as long as the handle is with libcurl, and callbacks run only then.
        let owner = Unmanaged.passUnretained(self).toOpaque()
        easy.set(CURLOPT_PRIVATE, to: owner)
        easy.set(CURLOPT_HEADERDATA, to: owner)
        easy.set(CURLOPT_WRITEDATA, to: owner)
        easy.set(CURLOPT_HEADERFUNCTION) { data, size, count, owner in
            RunningCall.from(owner).receiveHeadLine(UnsafeRawBufferPointer(start: data, count: size * count))
        }
        easy.set(CURLOPT_WRITEFUNCTION) { data, size, count, owner in
            RunningCall.from(owner).receiveBody(UnsafeRawBufferPointer(start: data, count: size * count))
        }
    }

    private func receiveHeadLine(_ line: UnsafeRawBufferPointer) -> Int {
        do throws(CurlError) {
            if let head = try headReader.take(String(decoding: line, as: UTF8.self)) { transfer.receive(head) }
            return line.count
        } catch {
            headError = error
            return Self.refused
        }
    }

    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch transfer.receive(bytes) {
        case .taken:
            timer.byteArrived(at: monotonicNow())
            return bytes.count
        case .pause:
            timer.pause()
            return Int(CURL_WRITEFUNC_PAUSE)
        case .refused: return Self.refused
        }
    }

    /// libcurl breaks a call off when a callback has taken fewer bytes than it was offered; a line or a piece of a
    /// body is never empty.
    private static var refused: Int { 0 }

    private static func from(_ owner: UnsafeMutableRawPointer?) -> RunningCall {
        guard let owner else { preconditionFailure("libcurl lost the owner of a call") }
        // SAFETY: it is the pointer that `setCallbacks` stored.
        return Unmanaged<RunningCall>.fromOpaque(owner).takeUnretainedValue()
    }

    private static func list(of call: HTTPCall) -> HeaderList {
        var list = HeaderList()
        for (name, value) in call.headers.fields {
            // "Name;" is libcurl's spelling of a header without a value; "Name:" would remove it.
            list.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        // libcurl would call any body a form, and would wait a second for "100 Continue" before a large one.
        if call.headers["Content-Type"] == nil { list.append("Content-Type:") }
        list.append("Expect:")
        return list
    }
}

extension Duration {
    /// Rounded up, so that a wait never ends before its time; at least 1, since 0 means "no limit" to libcurl.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return max(1, Int(seconds) * 1000 + Int(milliseconds))
    }
}
