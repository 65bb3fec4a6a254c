/// Duplex's own interface, under `/v1` and at the root.
package struct NativeFacade: Sendable {
    let context: ServerContext

    package init(_ context: ServerContext) { self.context = context }

    static let name = "native"
    static let roots: Set<String> = ["v1"]

    package var facade: Facade { facade(describing: []) }

    /// The facade; the description of its routes tells of those of `others` too.
    package func facade(describing others: [Facade]) -> Facade {
        let routes =
            sessionRoutes + messageRoutes + turnRoutes + secondThoughtRoutes + inputRoutes + callRoutes + eventRoutes + progressRoutes
            + accountRoutes + ackRoutes + systemRoutes + consoleRoutes
        return Facade(name: Self.name, roots: Self.roots, routes: routes + [openAPIRoute(beside: routes, others)])
    }
}
