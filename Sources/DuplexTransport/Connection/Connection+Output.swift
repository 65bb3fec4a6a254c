extension Connection {
    /// Answers of pipelined requests are sent together up to this many bytes.
    private static let corkedByteCountMax = 64 * 1024

    /// Bytes that have been written and not yet been taken by the kernel.
    var pendingByteCount: Int { corked.count + stream.pendingByteCount }

    /// Bytes that the kernel has taken.
    var sentByteCount: Int { writtenByteCount - stream.pendingByteCount }

    /// Whether the connection still takes output.
    private var isWritable: Bool {
        switch phase {
        case .reading, .answering, .streaming, .upgraded: true
        case .ending, .closed: false
        }
    }

    /// Sends a whole answer, together with others if more requests have already arrived.
    func sendAnswer(_ bytes: [UInt8]) {
        guard isWritable else { return }
        if corked.isEmpty { corked = bytes } else { corked.append(contentsOf: bytes) }
        if !isCorked || corked.count > Self.corkedByteCountMax { flush() }
    }

    /// Sends bytes at once, behind what waits.
    ///
    /// A writer that does not wait for its reader, and so has more than the limit outstanding already, loses the
    /// connection.
    func send(_ bytes: [UInt8]) {
        guard isWritable else { return }
        flush()
        transmit(bytes)
    }

    func flush() {
        guard !corked.isEmpty else { return }
        transmit(exchange(&corked, with: []))
    }

    private func transmit(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        guard stream.pendingByteCount <= limits.outputByteCountMax else { return close(reset: true) }
        guard stream.write(bytes) else { return close() }
        writtenByteCount += bytes.count
        if stream.pendingByteCount > 0, deadlines[.output] == nil { watchOutput() }
    }

    /// Gives the peer the stalled deadline's time to take something.
    func watchOutput() {
        sentByteCountBefore = sentByteCount
        expect(.output, for: limits.stalledDeadline)
    }

    func drained() {
        deadlines[.output] = nil
        switch phase {
        case .reading: readOn()
        case .streaming(let body): body.drained()
        case .upgraded(let socket): socket.drained()
        case .answering, .ending, .closed: break
        }
    }
}
