import Glibc

/// What processes have used so far.
struct ProcessMeter: Sendable {
    let processes: [pid_t]

    init(_ processes: [pid_t]) { self.processes = processes }

    /// The time on processors, of all threads, in microseconds.
    func cpuMicroseconds() throws -> Double {
        try processes.reduce(0) { sum, process in
            var clock = clockid_t()
            guard clock_getcpuclockid(process, &clock) == 0 else { throw BenchError("the process \(process) has gone") }
            return sum + Double(Moment.read(clock)) / 1000
        }
    }

    /// Memory that is resident now, in KiB.
    ///
    /// The kernel's quick count lags behind by some pages a thread; the slow one does not.
    func residentKiB() throws -> Double {
        try processes.reduce(0) { sum, process in
            let line = try TextFile.read("/proc/\(process)/smaps_rollup").split(separator: "\n").first {
                $0.hasPrefix("Rss:")
            }
            guard let kib = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
                throw BenchError("the memory of the process \(process) cannot be read")
            }
            return sum + kib
        }
    }

    /// The processor time that `work` costs the processes, in microseconds.
    func cost(of work: () throws -> Void) throws -> Double {
        let before = try cpuMicroseconds()
        try work()
        return try cpuMicroseconds() - before
    }
}

/// Why a number could not be had; a wrong result is an error too, never a fast number.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// An error that tells what the system said.
    static func system(_ what: String) -> BenchError { BenchError("\(what): \(String(cString: strerror(errno)))") }
}
