/// A server's reply whose body is still arriving.
package struct HTTPReply: Sendable {
    package let status: Int
    package let headers: HTTPHeaders

    /// The content; libcurl has undone the chunking.
    package let body: HTTPBody
}

/// A server's whole reply.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]
}

/// The body of a reply, for one reader.
///
/// At most 64 KiB wait in memory; while that much waits, nothing more is read from the connection. A body of which
/// no copy and no iterator is left closes its connection.
package struct HTTPBody: AsyncSequence, Sendable {
    private let lifeline: BodyLifeline

    init(_ transfer: Transfer, client: CurlClient) {
        lifeline = BodyLifeline(transfer, client: client)
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lifeline) }

    /// Closes the connection; a reader that waits gets `CancellationError`.
    package func cancel() { lifeline.transfer.cancel() }

    /// Says that the reader has all it wants, though the end of the reply has not come.
    ///
    /// What is left of the reply is thrown away; if it is short and comes within a second, the connection can serve
    /// the next call, otherwise it is closed.
    package func release() { lifeline.transfer.release() }

    /// Hands out what has arrived, whatever its size.
    package struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        private let lifeline: BodyLifeline

        fileprivate init(_ lifeline: BodyLifeline) { self.lifeline = lifeline }

        /// The next bytes, never an empty array; nil at the end of the reply.
        ///
        /// On cancellation: the connection is closed, what was buffered is dropped and `CancellationError` is thrown.
        ///
        /// - Throws: ``CurlError``, after all bytes that came before the failure.
        package func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> [UInt8]? {
            try await lifeline.transfer.next(isolation: actor)
        }
    }
}

/// Lives as long as somebody may still read, and keeps the client open for so long.
private final class BodyLifeline: Sendable {
    let transfer: Transfer
    private let client: CurlClient

    init(_ transfer: Transfer, client: CurlClient) {
        self.transfer = transfer
        self.client = client
    }

    deinit { transfer.abandon() }
}
