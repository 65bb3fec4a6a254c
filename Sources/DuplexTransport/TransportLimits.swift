/// Every bound of the transport: each has a unit, a reason, and an answer when it is hit.
package struct TransportLimits: Sendable {
    // MARK: Requests

    /// Bytes of one request's header. Ours are below 1 KiB; cookies and proxies add some. Then 431.
    package var headerByteCountMax = 16 * 1024
    /// Fields of one request's header. Browsers send about 20. Then 431.
    package var headerCountMax = 100
    /// From a connection's start, or a later request's first byte, to the header's end: a slow sender must not hold a
    /// connection. Then 408; without a single byte, silence.
    package var headerDeadline = Duration.seconds(10)
    /// Bytes of one request's body; messages are text. Then 413, from `Content-Length` before the body is read.
    package var bodyByteCountMax = 1 << 20
    /// From the header's end to the body's end: 35 KB/s suffice for the largest body. Then 408.
    package var bodyDeadline = Duration.seconds(30)
    /// Silence between two requests; above the 60 s after which most clients and proxies give up themselves.
    package var idleDeadline = Duration.seconds(75)
    /// Bytes of further requests that are kept while one is being answered. Then reading stops until it is answered.
    package var pipelinedByteCountMax = 64 * 1024

    // MARK: Answers

    /// Bytes that wait for a slow peer. A writer that writes on beyond it, instead of waiting, loses its connection.
    package var outputByteCountMax = 1 << 20
    /// A peer that takes no byte for so long, while some wait, has gone. Then the connection is cut.
    package var stalledDeadline = Duration.seconds(60)
    /// How long an answer that is still to come is kept for a peer that has ended its sending: a tool such as `nc` does
    /// so and still reads, while a peer that has closed its socket looks just the same.
    package var halfClosedDeadline = Duration.seconds(1)
    /// How long input is still read and thrown away after the last answer, so that the peer can read it: closing a
    /// socket with unread input destroys what is on its way out.
    package var lingerDeadline = Duration.seconds(2)

    // MARK: Connections

    /// Connections at a time. Then 503 with `Retry-After`. Nil: what the system's limit on descriptors allows.
    package var connectionCountMax: Int?
    /// Descriptors that are left for files, outbound connections and refusals when `connectionCountMax` is nil.
    package var spareDescriptorCount = 256
    /// Connections beyond the maximum that are told so; more are closed without a word, since each holds a descriptor.
    package var refusedConnectionCountMax = 64
    /// What `Retry-After` asks for, in seconds.
    package var retryAfterSeconds = 2

    // MARK: WebSockets

    /// Bytes of one message, fragments joined; commands are as large as bodies. Then close code 1009.
    package var messageByteCountMax = 1 << 20
    /// Between two pings: below the 30 s after which the most impatient proxies drop a silent connection.
    package var pingInterval = Duration.seconds(20)
    /// A peer of which nothing is heard for so long, pongs included, has gone. Then the connection is cut (1006).
    package var pongDeadline = Duration.seconds(60)
    /// From our close frame to the peer's. Then the connection is closed without it.
    package var closeDeadline = Duration.seconds(2)

    package init() {}
}
