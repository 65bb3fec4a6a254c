import DuplexCore

/// Settings that more than one command reads.
extension Settings {
    func listenAddress() throws(SettingsError) -> ListenAddress {
        guard let (value, origin) = find(.listen) else { return .standard }
        guard let address = ListenAddress(parsing: value) else {
            throw SettingsError("\(origin) is an address and a port like 127.0.0.1:7171, not \"\(value)\".")
        }
        return address
    }

    var dataDirectory: String { text(.data) ?? "./duplex-data" }
}

extension Settings {
    /// The limits of every session: the file's, unless an option or a variable says otherwise.
    func limits(from file: Limits) throws(SettingsError) -> Limits {
        var limits = file
        if let count = try number(.sideTurns, in: 1...64) { limits.sideTurnCountMax = count }
        if let time = try duration(.silenceNotice) { limits.silenceNotice = time }
        return limits
    }
}
