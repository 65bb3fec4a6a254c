import DuplexCore
import DuplexTransport
import Glibc

/// What all measurements share.
final class Bench {
    let options: Options
    let scratch: ScratchDirectory
    let floor: DiskFloor

    /// Nil when they are not installed.
    let nginx: Nginx?
    let redis: Redis?
    var report: Report

    init(_ options: Options) throws {
        self.options = options
        scratch = try ScratchDirectory(in: options.directory, "run")
        floor = try DiskFloor(in: scratch.path)
        nginx = try Nginx(in: scratch.path)
        redis = try Redis(in: scratch.path)
        let sections = options.sections ?? Section.allCases
        report = Report(Catalogue.rows(options).filter { sections.contains($0.section) })
    }

    /// Measures everything that is asked for.
    func run() async {
        for section in options.sections ?? Section.allCases {
            let start = Moment.now
            do {
                try await measure(section)
                report.fail(section, "not measured")
            } catch {
                report.fail(section, "\(error)")
                Self.say("\(section.rawValue): \(error)")
            }
            Self.say("\(section.rawValue): \(Moment.seconds(since: start).shown(1)) s")
        }
    }

    private func measure(_ section: Section) async throws {
        switch section {
        case .delivery: try Delivery(self).run()
        case .idle: try IdleReaders(self).run()
        case .appends: try await DurableAppends(self).run()
        case .turns: try NoopTurns(self).run()
        case .streaming: try Streaming(self).run()
        case .growth: try await Growth(self).run()
        case .stopping: try Stopping(self).run()
        case .feeds: try UpstreamFeeds(self).run()
        case .lanes: try Lanes(self).run()
        }
    }

    /// A directory for one server's database.
    func newDirectory(_ name: String) -> String { "\(scratch.path)/\(name)-\(Moment.now.nanoseconds)" }

    /// Tells how far the run is; the result goes elsewhere.
    static func say(_ text: String) {
        let line = Array("\(text)\n".utf8)
        _ = write(2, line, line.count)
    }

    /// `DuplexBench [--short] …`: measures, writes the results, and tells whether every row has its number.
    static func main(_ options: Options) async throws -> Bool {
        DescriptorLimit.raise()
        let start = Moment.now
        let machine = try Origin.machine()
        let bench = try Bench(options)
        defer { bench.scratch.remove() }
        await bench.run()
        let origin = Origin(
            machine: machine, date: options.date, commit: options.commit, mode: options.isShort ? "short" : "full",
            seconds: Moment.seconds(since: start))
        let report = bench.report
        let text = report.markdown(origin)
        if let path = options.markdownPath { try TextFile.write(text, to: path) } else { print(text) }
        if let path = options.jsonPath { try TextFile.write(report.json(origin).text + "\n", to: path) }
        for row in report.missing { say("no number: \(row.id)") }
        // A peer that is not installed may be missing when that is allowed; nothing else may.
        return report.missing.allSatisfy { options.allowsMissing && report.unavailable[$0.id] != nil }
    }
}
