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
