extension Connection {
    func received(_ bytes: UnsafeRawBufferPointer) {
        isCorked = true
        if unread.isEmpty {
            let used = consume(bytes)
            unread.append(contentsOf: bytes[used...])
        } else {
            unread.append(contentsOf: bytes)
            consumeUnread()
        }
        isCorked = false
        flush()
        settle()
    }

    /// Takes up the requests that have waited for an answer, or for the peer to read.
    func readOn() {
        guard !isCorked else { return }
        isCorked = true
        consumeUnread()
        isCorked = false
        flush()
        settle()
    }

    private func consumeUnread() {
        guard !unread.isEmpty else { return }
        let bytes = exchange(&unread, with: [])
        let used = bytes.withUnsafeBytes { consume($0) }
        guard used < bytes.count else { return }
        unread = used == 0 ? bytes : Array(bytes[used...])
    }

    /// Handles what it can; returns how many bytes are done with.
    private func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
        var used = 0
        while used < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
            switch phase {
            case .reading:
                guard stream.pendingByteCount <= limits.outputByteCountMax else { return used }
                let (count, isWhole) = readRequest(rest)
                used += count
                if !isWhole { return used }
            case .answering, .streaming:
                return used
            case .upgraded(let socket):
                socket.received(rest)
                return bytes.count
            case .ending, .closed:
                return bytes.count
            }
        }
        return used
    }

    /// Reads up to the end of a request and hands it out; `isWhole` is false when more bytes are needed.
    private func readRequest(_ bytes: UnsafeRawBufferPointer) -> (used: Int, isWhole: Bool) {
        let parser = parser ?? home.takeParser()
        self.parser = parser
        let (step, used) = parser.feed(bytes)
        switch step {
        case .more:
            return (used, false)
        case .moreAfterContinue:
            send(AnswerHead.encode(status: 100, headers: [:], framing: .none))
            return (used, false)
        case .failed(let status, let reason):
            refuse(status, reason)
            return (bytes.count, true)
        case .done:
            let request = parser.request(from: peer, on: loop)
            let exchange = Exchange(
                connection: self, isHead: request.method == "HEAD", isHTTP11: parser.isHTTP11,
                keepsAlive: parser.keepsAlive)
            // Before the handler runs: a request that waits for its answer needs no parser.
            giveParserBack()
            awaited = nil
            deadlines[.input] = nil
            phase = .answering(exchange)
            home.handler(request, exchange)
            return (used, true)
        }
    }

    /// Answers what never became a request, and closes.
    func refuse(_ status: Int, _ reason: String, adding more: HTTPHeaders = [:]) {
        var (headers, body) = home.errorBody(status, reason)
        for (name, value) in more { headers.append(name, value) }
        var answer = AnswerHead.encode(
            status: status, headers: headers, framing: .length(body.count), connection: "close")
        if parser?.method != "HEAD" { answer.append(contentsOf: body) }
        sendAnswer(answer)
        end()
    }

    /// Ends the answer: the connection turns to the next request, or closes.
    func answerEnded(keepsAlive: Bool) {
        guard keepsAlive, !home.isClosing else { return end() }
        phase = .reading
        readOn()
    }

    func giveParserBack() {
        guard let parser else { return }
        home.giveBack(parser)
        self.parser = nil
    }

    /// Brings reading and the input deadline in line with what is awaited now.
    func settle() {
        let isBlocked = unread.count > limits.pipelinedByteCountMax
        switch phase {
        case .ending, .closed:
            return
        case .answering, .streaming, .upgraded:
            if isBlocked { stream.pauseReading() } else if !peerHasEnded { stream.resumeReading() }
        case .reading:
            // Bytes that wait for output to drain are taken up then; the stalled deadline watches over it.
            guard stream.pendingByteCount <= limits.outputByteCountMax else {
                deadlines[.input] = nil
                awaited = nil
                if isBlocked { stream.pauseReading() }
                return
            }
            let isIdle = parser == nil && unread.isEmpty
            guard !peerHasEnded, !(isIdle && home.isClosing) else { return end() }
            stream.resumeReading()
            awaitNext()
        }
    }

    private func awaitNext() {
        let next: Awaited = parser.map { $0.awaitsBody ? .body : .header } ?? .request
        guard next != awaited else { return }
        awaited = next
        switch next {
        case .request: expect(.input, for: limits.idleDeadline)
        case .header: expect(.input, for: limits.headerDeadline)
        case .body: expect(.input, for: limits.bodyDeadline)
        }
    }
}
