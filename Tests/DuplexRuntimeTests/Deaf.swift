/// Work that hears no signal, as a library without cancellation does.
enum Deaf {
    /// Waits, whatever is asked of it.
    static func sleep(_ duration: Duration, on clock: any Clock<Duration>) async {
        let deaf = Shield(clock: clock)
        await deaf.sleep(duration)
    }
}

/// Runs outside of its caller's cancellation.
private struct Shield {
    let clock: any Clock<Duration>

    func sleep(_ duration: Duration) async {
        // A cancelled sleep returns early; it lies down again until its time has really come.
        await sleep(until: clock, duration)
    }

    private func sleep<C: Clock<Duration>>(until clock: C, _ duration: Duration) async {
        let end = clock.now.advanced(by: duration)
        while clock.now < end {
            do { try await clock.sleep(until: end, tolerance: nil) } catch { await Task.yield() }
        }
    }
}
