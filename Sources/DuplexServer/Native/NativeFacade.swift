/// Duplex's own interface, under `/v1` and at the root.
package struct NativeFacade: Sendable {
    let context: ServerContext

    package init(_ context: ServerContext) { self.context = context }

    package var facade: Facade {
        let routes =
            sessionRoutes + messageRoutes + turnRoutes + secondThoughtRoutes + inputRoutes + callRoutes + eventRoutes + progressRoutes
            + accountRoutes + ackRoutes + systemRoutes + consoleRoutes
        return Facade(name: "native", roots: ["v1"], routes: routes + [openAPIRoute(describing: routes)])
    }
}
