import Glibc

/// What one durable write costs on this disk at this moment: append and `fdatasync`, nothing else.
final class DiskFloor {
    private let file: Int32
    private let bytes: [UInt8]

    init(in directory: String, byteCount: Int = 400) throws {
        file = open(directory + "/floor", O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard file >= 0 else { throw BenchError.system(directory) }
        bytes = [UInt8](repeating: UInt8(ascii: "x"), count: byteCount)
    }

    deinit { close(file) }

    /// Syncs one write after the other, each after a short pause as the other measurements have it.
    func measure(count: Int) throws -> Samples {
        var samples = Samples()
        for _ in 0..<count {
            rest()
            let start = Moment.now
            guard write(file, bytes, bytes.count) == bytes.count, fdatasync(file) == 0 else {
                throw BenchError.system("the disk")
            }
            samples.add(Moment.now.microseconds(since: start))
        }
        return samples
    }
}
