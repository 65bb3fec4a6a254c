/// The bounds of a store.
package struct StoreLimits: Sendable {
    /// Events and records in one transaction; more wait for the next one.
    package var commitCountMax = 4096

    /// Bytes in one transaction; a batch that is larger gets a transaction of its own.
    package var commitByteCountMax = 4 << 20

    /// Events and records that wait for a transaction; appends beyond are answered with `overloaded`.
    package var queuedCountMax = 65_536

    /// Bytes that wait for a transaction.
    package var queuedByteCountMax = 64 << 20

    /// Reads that wait for a reader; reads beyond are answered with `overloaded`.
    package var queuedReadCountMax = 16_384

    /// Threads that read, each with its own connection.
    package var readerCount = 2

    /// Bytes of one batch; SQLite refuses rows beyond 10^9 bytes, and it would refuse the neighbours with them.
    package var batchByteCountMax = 256 << 20

    /// Sessions whose log's end is remembered; when there are more, all are forgotten and looked up again.
    package var knownLogCountMax = 65_536

    /// Pages of 4 KiB in the write-ahead log from which on they are copied into the database file.
    package var checkpointPageCount = 4000

    /// Pages from which on the writer waits, not long, for readers to let it cut the log.
    ///
    /// Readers that overlap without a pause would otherwise let it grow for ever. After a reader that stays, such as a
    /// backup, it tries again when as many pages have been added.
    package var cutPageCount = 64_000

    /// How long the writer is idle before it copies the write-ahead log into the database file.
    package var idleMilliseconds = 1000

    package init() {}
}
