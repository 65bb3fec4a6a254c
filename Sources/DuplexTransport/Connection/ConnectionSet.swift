import Glibc
import Synchronization

/// The connections of a server that live on one loop, and what they share.
final class ConnectionSet: LoopTenant, @unchecked Sendable {
    // SAFETY: `load` is atomic; every other variable is touched on the loop only.

    /// Idle parsers and frame readers that are kept, each some KiB; more are made when needed.
    private static let pooledCountMax = 64
    /// What one read takes at most.
    private static let scratchByteCount = 64 * 1024

    let loop: UVLoop
    let limits: TransportLimits
    let errorBody: HTTPServer.ErrorBody
    let handler: HTTPServer.Handler
    private(set) var isClosing = false
    private let load = Atomic<Int>(0)
    private let scratch: UnsafeMutableRawBufferPointer
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var parsers: [RequestParser] = []
    private var readers: [FrameReader] = []
    private var whenEmpty: [@Sendable () -> Void] = []

    init(
        loop: UVLoop, limits: TransportLimits, errorBody: @escaping HTTPServer.ErrorBody,
        handler: @escaping HTTPServer.Handler
    ) {
        self.loop = loop
        self.limits = limits
        self.errorBody = errorBody
        self.handler = handler
        scratch = .allocate(byteCount: Self.scratchByteCount, alignment: 16)
        loop.execute { loop.add(self) }
    }

    deinit { scratch.deallocate() }

    /// Connections on the loop or on their way to it; any thread may ask.
    var connectionCount: Int { load.load(ordering: .relaxed) }

    // MARK: Connections

    /// Takes over an accepted socket; any thread may call it. A refused one is told that there is no room.
    func adopt(_ descriptor: Int32, from peer: PeerAddress, isRefused: Bool) {
        load.add(1, ordering: .relaxed)
        loop.execute { self.open(descriptor, peer, isRefused) }
    }

    private func open(_ descriptor: Int32, _ peer: PeerAddress, _ isRefused: Bool) {
        guard !isClosing else {
            Glibc.close(descriptor)
            return removed()
        }
        guard let stream = TCPStream(descriptor: descriptor, loop: loop, scratch: scratch) else { return removed() }
        let connection = Connection(stream: stream, peer: peer, home: self)
        connections[ObjectIdentifier(connection)] = connection
        if isRefused { connection.openRefused() } else { connection.open() }
    }

    func remove(_ connection: Connection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        removed()
    }

    private func removed() {
        load.subtract(1, ordering: .relaxed)
        guard isClosing, connections.isEmpty else { return }
        for work in exchange(&whenEmpty, with: []) { loop.execute(work) }
        loop.remove(self)
    }

    // MARK: Closing

    /// Closes idle connections, gives the others so much time, and calls `work` when none is left.
    func close(grace: Duration, then work: @escaping @Sendable () -> Void) {
        isClosing = true
        for connection in Array(connections.values) { connection.serverCloses() }
        guard !connections.isEmpty else {
            loop.remove(self)
            return work()
        }
        whenEmpty.append(work)
        loop.schedule(after: grace) { self.cutAll() }
    }

    func loopWillStop() {
        isClosing = true
        cutAll()
    }

    private func cutAll() {
        for connection in Array(connections.values) { connection.close() }
    }

    // MARK: Pools

    func takeParser() -> RequestParser { parsers.popLast() ?? RequestParser(limits: limits) }

    func giveBack(_ parser: RequestParser) {
        guard parsers.count < Self.pooledCountMax else { return }
        parser.reset()
        parsers.append(parser)
    }

    func takeReader() -> FrameReader {
        readers.popLast() ?? FrameReader(messageByteCountMax: limits.messageByteCountMax)
    }

    func giveBack(_ reader: FrameReader) {
        if readers.count < Self.pooledCountMax { readers.append(reader) }
    }
}
