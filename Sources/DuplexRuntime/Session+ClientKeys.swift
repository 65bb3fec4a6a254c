package import DuplexCore
import DuplexLoop

/// Messages that a client may send again without their being done again.
extension Session {
    /// Submits a message unless its client key has been used up; `done` is called once, on the session's loop.
    ///
    /// The same key at the same time counts as used: the later ones wait for the first one's answer.
    package func submitOnce(
        _ submission: Submission, key: UsedKey, done: @escaping @Sendable (StoreResult<KeyedAnswer>) -> Void
    ) {
        let keyed = KeyedSubmission(submission: submission, key: key, done: done)
        guard keysInFlight[key.key] == nil else {
            keysInFlight[key.key]?.append(keyed)
            return
        }
        keysInFlight[key.key] = []
        environment.store.clientKey(id, key.key) { [self] result in
            loop.execute { self.assumeIsolated { $0.found(result, for: keyed) } }
        }
    }

    private func found(_ result: StoreResult<ClientKey?>, for keyed: KeyedSubmission) {
        switch result {
        case .failure(let error): settle(keyed, .failure(error))
        case .success(let used?): settle(keyed, .success(KeyedAnswer(used, for: keyed.key)))
        case .success(nil):
            submit(clientKey: keyed.key, { .message(keyed.submission, $0) }) { [self] result in
                assumeIsolated { $0.settle(keyed, result.map(KeyedAnswer.first)) }
            }
        }
    }

    /// Answers the first one, then those who came meanwhile; they are asked anew, for what the first one said may not
    /// have been recorded.
    private func settle(_ keyed: KeyedSubmission, _ result: StoreResult<KeyedAnswer>) {
        let waiting = keysInFlight.removeValue(forKey: keyed.key.key) ?? []
        keyed.done(result)
        for next in waiting { submitOnce(next.submission, key: next.key, done: next.done) }
    }
}

/// What became of a message with a client key.
package enum KeyedAnswer: Equatable, Sendable {
    /// The key was new.
    case first(SessionAnswer)

    /// The key was used by the same message before, which has this offset.
    case repeated(event: Offset)

    /// The key was used by another message before.
    case reused

    init(_ used: ClientKey, for key: UsedKey) {
        self = used.bodyDigest == key.bodyDigest ? .repeated(event: used.offset) : .reused
    }
}

/// A message with a client key, and who waits for its answer.
struct KeyedSubmission: Sendable {
    var submission: Submission
    var key: UsedKey
    var done: @Sendable (StoreResult<KeyedAnswer>) -> Void
}
