import Glibc

/// A point in time that all processes of this machine share.
struct Moment: Comparable, Sendable {
    let nanoseconds: Int64

    /// The monotonic clock's time.
    static var now: Moment { Moment(nanoseconds: read(CLOCK_MONOTONIC)) }

    /// The time of day, which servers stamp their events with; in microseconds since 1970.
    static var wallMicroseconds: Double { Double(read(CLOCK_REALTIME)) / 1000 }

    /// Microseconds from another point in time to this one.
    func microseconds(since start: Moment) -> Double { Double(nanoseconds - start.nanoseconds) / 1000 }

    /// Seconds from another point in time to now.
    static func seconds(since start: Moment) -> Double { now.microseconds(since: start) / 1_000_000 }

    static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Reads a clock, in nanoseconds; 0 for one that does not exist.
    static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Lets a short time pass, in which a server does what it does after its answer.
func rest(microseconds: UInt32 = 1000) { usleep(microseconds) }
