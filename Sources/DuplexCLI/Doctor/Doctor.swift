import DuplexCore
import DuplexTransport
import Glibc

/// Looks at what the server needs on this machine, and changes nothing.
struct Doctor: Sendable {
    /// Descriptors below which a busy server runs out: each reader has one.
    static let descriptorCountWanted = 4096

    /// Bytes below which a disk is nearly full.
    static let freeByteCountWanted: UInt64 = 256 << 20

    let listen: ListenAddress
    let dataDirectory: String
    let keepsData: Bool
    let environment: [String: String]

    func checks() -> [Check] {
        [libraries(), data(), port(), descriptors(), clock(), model(), terminal()]
    }

    /// The libraries were found, else this program would not have started; these are the ones in use.
    private func libraries() -> Check {
        let wanted = ["libuv", "libwslay", "libsqlite3", "libcurl"]
        let loaded = Set(
            (SystemFile.text("/proc/self/maps") ?? "").split(separator: "\n").compactMap { line in
                line.split(separator: "/").last.map(String.init)
            })
        let found = wanted.compactMap { name in loaded.first { $0.hasPrefix(name + ".so") || $0.hasPrefix(name + "-") } }
        return Check(
            name: "libraries", state: .fine,
            finding: found.isEmpty ? "built into the program" : found.joined(separator: ", "))
    }

    private func data() -> Check {
        guard keepsData else { return Check(name: "data", state: .note, finding: "in memory: nothing is kept") }
        var status = stat()
        if stat(dataDirectory, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                return Check(
                    name: "data", state: .missing, finding: "\(dataDirectory) is not a directory",
                    remedy: "Choose another with --data DIR.")
            }
            return existingData()
        }
        let parent = nearestDirectory(above: dataDirectory)
        guard access(parent, W_OK | X_OK) == 0 else {
            return Check(
                name: "data", state: .missing, finding: "\(dataDirectory) cannot be created: no right to write to \(parent)",
                remedy: "Choose another with --data DIR, or give the user that runs the server the right.")
        }
        return space(of: parent) ?? Check(name: "data", state: .fine, finding: "\(dataDirectory) will be created")
    }

    private func existingData() -> Check {
        guard access(dataDirectory, R_OK | W_OK | X_OK) == 0 else {
            return Check(
                name: "data", state: .missing, finding: "no right to use \(dataDirectory)",
                remedy: "Give it to the user that runs the server, or choose another with --data DIR.")
        }
        if let holder = lockHolder() {
            return Check(
                name: "data", state: .note, finding: "\(dataDirectory) is in use by \(holder)",
                remedy: "Stop that server before you start another on the same data.")
        }
        return space(of: dataDirectory) ?? Check(name: "data", state: .fine, finding: "\(dataDirectory) can be used")
    }

    private func lockHolder() -> String? {
        let descriptor = open(dataDirectory + "/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        let pid = SystemFile.text(dataDirectory + "/lock").flatMap { Int($0.prefix { $0.isNumber }) }
        return pid.map { "process \($0)" } ?? "another process"
    }

    private func space(of path: String) -> Check? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        guard free < Self.freeByteCountWanted else { return nil }
        return Check(
            name: "data", state: .missing, finding: "only \(free >> 20) MiB are free for \(path)",
            remedy: "Make room: a full disk refuses messages.")
    }

    private func nearestDirectory(above path: String) -> String {
        var path = path
        while let slash = path.lastIndex(of: "/") {
            path = slash == path.startIndex ? "/" : String(path[..<slash])
            var status = stat()
            if stat(path, &status) == 0 || path == "/" { return path }
        }
        return "."
    }

    private func port() -> Check {
        switch PortProbe.try(listen) {
        case .free: return Check(name: "port", state: .fine, finding: "\(listen) is free")
        case .taken:
            let holder = PortHolder.find(listen.port)
            let other = ListenAddress(host: listen.host, port: listen.port &+ 1)
            return Check(
                name: "port", state: .missing,
                finding: "\(listen) is taken by \(holder.map { "\($0.name) (pid \($0.pid))" } ?? "another process")",
                remedy: "Stop it, or listen elsewhere: --listen \(other)")
        case .refused(let problem):
            return Check(
                name: "port", state: .missing, finding: "\(listen) cannot be used: \(problem)",
                remedy: "Choose another with --listen HOST:PORT.")
        }
    }

    private func descriptors() -> Check {
        let count = DescriptorLimit.raise()
        guard count < Self.descriptorCountWanted else {
            return Check(name: "descriptors", state: .fine, finding: "\(count) connections and files at once")
        }
        return Check(
            name: "descriptors", state: .note, finding: "only \(count) connections and files at once",
            remedy: "`ulimit -Hn \(Self.descriptorCountWanted)` before the start, or LimitNOFILE= for systemd.")
    }

    private func clock() -> Check {
        let now = SystemClock().now
        // The year in which this version was made; a machine without a battery starts in 1970.
        guard now.description.prefix(4) >= "2025" else {
            return Check(
                name: "clock", state: .missing, finding: "it says \(now)",
                remedy: "Set the machine's time: events carry it, and certificates are checked by it.")
        }
        return Check(name: "clock", state: .fine, finding: String(now.description.prefix(19)) + "Z")
    }

    private func model() -> Check {
        func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }
        if isSet("OPENAI_API_KEY") || isSet("OPENAI_BASE_URL") {
            let place = environment["OPENAI_BASE_URL"] ?? "api.openai.com"
            return Check(name: "model", state: .fine, finding: "a provider is configured: \(place)")
        }
        return Check(
            name: "model", state: .note, finding: "no provider: the telco agent follows a script",
            remedy: "Set OPENAI_API_KEY, or OPENAI_BASE_URL=http://127.0.0.1:11434/v1 for a local one, and --model NAME.")
    }

    private func terminal() -> Check {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        guard locale.lowercased().replacing("-", with: "").contains("utf8") else {
            return Check(
                name: "terminal", state: .note, finding: "the locale \(locale.isEmpty ? "is not set" : "is \(locale)")",
                remedy: "export LANG=C.UTF-8, so that bars and accents are shown.")
        }
        return Check(name: "terminal", state: .fine, finding: "UTF-8, \(environment["TERM"] ?? "no TERM")")
    }
}
