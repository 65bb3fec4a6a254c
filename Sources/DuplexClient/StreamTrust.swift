/// Whether events are read as a stream, or page by page because streams do not come through.
///
/// Some proxies hold an answer back until it is whole, which a stream never is; others refuse streams or cut them at
/// once. It takes what becomes of each attempt and says how to make the next one; it has no clock and no connection.
package struct StreamTrust: Equatable, Sendable {
    /// How a stream failed.
    package enum Failure: Sendable {
        /// Nobody was there: that says nothing about streams.
        case unreachable

        /// Nothing came, neither an event nor what a server says first.
        case silent

        /// The answer was something else than a stream of events.
        case otherContent

        /// It was refused, or it broke.
        case cut
    }

    /// After so many cuts in a row without an event in between, pages are tried.
    package static let cutCountMax = 3

    /// Whether the next attempt asks for a page.
    package private(set) var usesPages = false
    private var cutCount = 0

    package init() {}

    /// A stream brought something.
    package mutating func streamWorked() { cutCount = 0 }

    package mutating func streamFailed(_ failure: Failure) {
        switch failure {
        case .unreachable: break
        case .silent, .otherContent: usesPages = true
        case .cut:
            cutCount += 1
            usesPages = cutCount >= Self.cutCountMax
        }
    }

    /// A page did not come either: the trouble was not with streams, or the network is another one by now.
    package mutating func pageFailed() { self = StreamTrust() }
}
