import Glibc

/// A thread of its own, for calls that block.
enum WorkThread {
    /// Starts `body` on a new thread; false when there is none to be had.
    ///
    /// The body may take along values that are not `Sendable`, when nobody else uses them. `end` is called once they
    /// are gone.
    static func start(_ body: sending @escaping () -> Void, then end: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        // SAFETY: the box is retained for the new thread, which takes it back exactly once.
        let box = Unmanaged.passRetained(Body(body, end))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                var body: Body? = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                let end = body?.end
                body?.run()
                body = nil
                end?()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private final class Body {
        let run: () -> Void
        let end: @Sendable () -> Void

        init(_ run: @escaping () -> Void, _ end: @escaping @Sendable () -> Void) {
            self.run = run
            self.end = end
        }
    }
}
