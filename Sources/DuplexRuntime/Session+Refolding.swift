import DuplexCore
import DuplexLoop

/// The transcript is folded anew when so much was taken out of view that turns which it has forgotten belong to its
/// window again. Until that is done it is valid, and shorter than it could be.
extension Session {
    /// Events that are read at once.
    private static var pageEventCountMax: Int { 1000 }
    private static var pageByteCountMax: Int { 4 * 1024 * 1024 }

    /// Begins to fold anew where that is needed and not under way.
    func refoldIfShort() {
        guard transcript.isShort, !isRefolding else { return }
        isRefolding = true
        refold(TranscriptFold(hiding: overlay.hidden), from: .zero)
    }

    private func refold(_ fold: TranscriptFold, from offset: Offset) {
        environment.store.page(
            id, from: .offset(offset), limit: Self.pageEventCountMax, byteCountMax: Self.pageByteCountMax
        ) { [weak self, loop] result in
            loop.execute { self?.assumeIsolated { $0.take(result, into: fold, from: offset) } }
        }
    }

    private func take(_ page: StoreResult<[StoredEvent]>, into earlier: TranscriptFold, from offset: Offset) {
        guard state == .open else { return }
        var fold = earlier
        do {
            let events = try page.get().prefix { $0.offset < end }
            for stored in events { fold.apply(try stored.event()) }
            let next = events.last?.offset.next ?? offset
            // A log that does not go on is damaged; whoever reads it is told.
            guard next == end || !events.isEmpty else { return }
            guard next == end else { return refold(fold, from: next) }
            for stored in pending.flatMap(\.events) { fold.apply(try stored.event()) }
        } catch {
            // The short transcript serves as well; the next load of the session tries again.
            environment.log.write(
                .warning, "transcript not folded anew", [("session", id.value), ("error", "\(error)")])
            return
        }
        transcript = fold
        isRefolding = false
    }
}
