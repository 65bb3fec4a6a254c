import Glibc
import Synchronization

/// An HTTP/1 server on a number of loops.
///
/// One loop accepts and hands each connection to the loop that has the fewest: connections here live long, and the
/// kernel's own way of spreading them (SO_REUSEPORT) cannot balance those.
package final class HTTPServer: Sendable {
    /// Handles a request, synchronously, on its connection's loop; the answer may come later.
    package typealias Handler = @Sendable (HTTPRequest, Exchange) -> Void
    /// Makes the answer to what never became a request, from its status and a sentence for a person.
    package typealias ErrorBody = @Sendable (_ status: Int, _ reason: String) -> (headers: HTTPHeaders, body: [UInt8])

    private let acceptor: UVLoop
    private let door: Door
    private let listeners = Mutex<[Listener]>([])

    /// Creates a server on loops that have been started; they must outlive it.
    package init(
        loops: [UVLoop], limits: TransportLimits = TransportLimits(),
        errorBody: @escaping ErrorBody = HTTPServer.plainErrorBody, handler: @escaping Handler
    ) {
        guard let first = loops.first else { preconditionFailure("a server needs a loop") }
        acceptor = first
        door = Door(
            sets: loops.map { ConnectionSet(loop: $0, limits: limits, errorBody: errorBody, handler: handler) },
            connectionCountMax: limits.connectionCountMax
                ?? max(1, DescriptorLimit.current - limits.spareDescriptorCount),
            refusedConnectionCountMax: limits.refusedConnectionCountMax)
    }

    /// Connections at this moment; any thread may ask.
    package var connectionCount: Int { door.connectionCount }

    /// Listens at an IPv4 or IPv6 address and returns the port: the one that the system chose if `port` is 0.
    @discardableResult
    package func listen(address: String, port: UInt16) throws(ListenError) -> UInt16 {
        let listener = try Listener(address: address, port: port, loop: acceptor) { [door] descriptor, peer in
            door.admit(descriptor, from: peer)
        }
        listeners.withLock { $0.append(listener) }
        return listener.port
    }

    /// Accepts no more connections; those that exist go on.
    package func stopListening() {
        for listener in listeners.withLock({ exchange(&$0, with: []) }) { listener.close() }
    }

    /// Ends the server: it accepts no more, closes what is idle at once, lets answers in flight end until `grace` has
    /// passed, and cuts the rest.
    ///
    /// WebSockets are closed at once with 1001. A body stream is an answer in flight: whoever writes it should finish
    /// it. On cancellation: nothing changes; it returns when every connection has gone.
    package func close(grace: Duration) async {
        stopListening()
        await withTaskGroup { group in
            for set in door.sets {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        set.loop.execute { set.close(grace: grace) { continuation.resume() } }
                    }
                }
            }
        }
    }

    /// An error answer without a format of its own.
    package static let plainErrorBody: ErrorBody = { _, reason in
        (["Content-Type": "text/plain; charset=utf-8"], Array("\(reason)\n".utf8))
    }
}

/// Where new connections are let in and given to a loop.
private struct Door: Sendable {
    let sets: [ConnectionSet]
    let connectionCountMax: Int
    let refusedConnectionCountMax: Int

    var connectionCount: Int { sets.reduce(0) { $0 + $1.connectionCount } }

    func admit(_ descriptor: Int32, from peer: PeerAddress) {
        let count = connectionCount
        guard count < connectionCountMax + refusedConnectionCountMax else {
            Glibc.close(descriptor)
            return
        }
        let leastLoaded = sets.min { $0.connectionCount < $1.connectionCount }
        leastLoaded?.adopt(descriptor, from: peer, isRefused: count >= connectionCountMax)
    }
}
