import Glibc

/// How many descriptors (sockets and files) this process may have open.
package enum DescriptorLimit {
    /// The limit in force.
    package static var current: Int { limits().map { Int(clamping: $0.rlim_cur) } ?? fallback }

    /// Raises the limit to the highest that the system allows this process, and returns what is then in force.
    @discardableResult
    package static func raise() -> Int {
        guard var wanted = limits() else { return fallback }
        wanted.rlim_cur = wanted.rlim_max
        // A refusal is no failure: the limit that is in force is returned and obeyed.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted)
        return current
    }

    /// What POSIX systems commonly start with.
    private static let fallback = 1024

    private static func limits() -> rlimit? {
        var limits = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 ? limits : nil
    }
}
