/// Tells the time since now: what is measured from the start does not add up the time that the measured work takes.
func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
}
