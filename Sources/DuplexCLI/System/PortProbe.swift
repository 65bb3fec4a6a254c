import DuplexTransport

/// Tries whether a server could listen at an address.
enum PortProbe {
    enum Result: Equatable, Sendable {
        case free
        case taken

        /// The address is not one of this machine, or not allowed to this user.
        case refused(String)
    }

    static func `try`(_ address: ListenAddress) -> Result {
        let loop = UVLoop()
        do {
            try loop.start()
            defer { loop.stop() }
            let server = HTTPServer(loops: [loop]) { _, exchange in _ = exchange }
            try server.listen(address: address.host, port: address.port)
            return .free
        } catch let error as ListenError {
            return error.code == .addressInUse ? .taken : .refused(error.description)
        } catch {
            return .refused("\(error)")
        }
    }
}
