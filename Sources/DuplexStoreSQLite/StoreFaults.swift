/// Ways to break the store's promises on purpose, so that the tests of the promises can be seen to fail.
///
/// The product never sets any of them.
package struct StoreFaults: Sendable {
    /// How hard a commit is pressed to the disk.
    package enum Synchronous: String, Sendable { case full = "FULL", normal = "NORMAL", off = "OFF" }

    /// What happens to a commit that is made to fail.
    package enum CommitFault: Sendable { case kept, lost }

    /// Answers appends before they are committed.
    package var publishBeforeCommit: Bool

    /// Anything but `full` loses acknowledged events when the power fails.
    package var synchronous: Synchronous

    /// Asked before each commit; a fault makes the commit report an error, whether or not it happened.
    package var commitFault: @Sendable () -> CommitFault?

    package init(
        publishBeforeCommit: Bool = false, synchronous: Synchronous = .full,
        commitFault: @escaping @Sendable () -> CommitFault? = { nil }
    ) {
        self.publishBeforeCommit = publishBeforeCommit
        self.synchronous = synchronous
        self.commitFault = commitFault
    }
}
