import CCurl

/// What the client's thread does until the client is closed.
///
/// Nothing here runs on any other thread.
final class CurlLoop {
    private let multi: MultiHandle
    private let inbox: Inbox
    private var calls: [ObjectIdentifier: RunningCall] = [:]

    /// No limit passes before this time.
    ///
    /// Bytes only move it later, so all calls are looked at when it has come and not at each byte.
    private var nextCheck: Duration?

    init(_ multi: MultiHandle, inbox: Inbox) {
        self.multi = multi
        self.inbox = inbox
    }

    func run() {
        while obey(inbox.take()) {
            multi.run(for: timeToWait(from: monotonicNow()))
            collectEnded()
            let now = monotonicNow()
            if let nextCheck, nextCheck <= now { checkLimits(at: now) }
        }
        for call in calls.values { drop(call, .failed(.closed)) }
        for command in inbox.close() {
            if case .start(let transfer, _, _) = command { transfer.end(.failed(.closed)) }
        }
    }

    /// False when the client was closed; commands after that are not looked at but for their callers' sake.
    private func obey(_ commands: [Command]) -> Bool {
        for (place, command) in commands.enumerated() {
            switch command {
            case .start(let transfer, let call, let target): start(call, to: target, for: transfer)
            case .resume(let transfer):
                withCall(of: transfer) { $0.resume() }
            case .release(let transfer):
                withCall(of: transfer) { $0.letGo() }
            case .cancel(let transfer):
                if let call = calls[ObjectIdentifier(transfer)] { drop(call, .cancelled) }
            case .close:
                for case .start(let transfer, _, _) in commands[place...] { transfer.end(.failed(.closed)) }
                return false
            }
        }
        return true
    }

    private func start(_ call: HTTPCall, to target: TargetAddress, for transfer: Transfer) {
        guard let running = RunningCall(call, to: target, for: transfer), running.join(multi) else {
            transfer.end(.failed(.unreachable("libcurl has no memory for another call")))
            return
        }
        calls[ObjectIdentifier(transfer)] = running
        expectLimit(of: running)
    }

    /// Does something that changes a call's limits.
    private func withCall(of transfer: Transfer, _ change: (RunningCall) -> Void) {
        guard let call = calls[ObjectIdentifier(transfer)] else { return }
        change(call)
        expectLimit(of: call)
    }

    private func expectLimit(of call: RunningCall) {
        guard let time = call.timer.nextCheck(at: monotonicNow()) else { return }
        nextCheck = nextCheck.map { min($0, time) } ?? time
    }

    private func collectEnded() {
        while let (owner, result) = multi.nextEnded() {
            // SAFETY: the owner of a handle is the call that stored itself there; `calls` keeps it until `drop`.
            let call = Unmanaged<RunningCall>.fromOpaque(owner).takeUnretainedValue()
            drop(call, call.ending(result))
        }
    }

    private func checkLimits(at now: Duration) {
        nextCheck = nil
        for call in calls.values {
            if let deadline = call.timer.deadline, deadline.time <= now {
                drop(call, .failed(.timedOut(deadline.phase)))
            } else {
                expectLimit(of: call)
            }
        }
    }

    /// Takes the call from libcurl, which closes its connection unless the reply is whole.
    private func drop(_ call: RunningCall, _ ending: Inflow.Ending) {
        call.leave(multi)
        calls[ObjectIdentifier(call.transfer)] = nil
        call.transfer.end(ending)
    }

    /// In milliseconds; libcurl shortens it by its own timers.
    private func timeToWait(from now: Duration) -> Int32 {
        guard let nextCheck else { return Self.idleMilliseconds }
        // A limit that has just passed is found at once.
        return Int32(clamping: max(0, min(Int(Self.idleMilliseconds), (nextCheck - now).wholeMilliseconds)))
    }

    /// An hour: only a bound, since whoever wants something rings.
    private static let idleMilliseconds: Int32 = 3_600_000
}
