import DuplexCore
import Testing

@testable import DuplexCLI

@Suite struct SettingsTests {
    private func settings(
        _ words: [String] = [], _ environment: [String: String] = [:], file: String = "{}"
    ) throws -> Settings {
        let invocation = try ArgumentParser.parse(["doctor"] + words)
        return Settings(
            invocation, environment: environment, file: try Configuration(parsing: file, path: "duplex.json5"))
    }

    @Test func `an empty variable says nothing`() throws {
        #expect(try settings([], ["DUPLEX_DATA": ""]).dataDirectory == "./duplex-data")
    }

    @Test func `a mistake names who made it`() throws {
        #expect(throws: SettingsError("DUPLEX_LISTEN is an address and a port like 127.0.0.1:7171, not \"there\".")) {
            try settings([], ["DUPLEX_LISTEN": "there"]).listenAddress()
        }
        #expect(throws: SettingsError("duplex.json5:1:10: loops is a whole number from 1 to 64, not \"99\".")) {
            try settings(file: "{ loops: 99 }").number(.loops, in: 1...64)
        }
        #expect(throws: SettingsError("DUPLEX_MEMORY is on or off, not \"perhaps\".")) {
            try settings([], ["DUPLEX_MEMORY": "perhaps"]).isOn(.memory)
        }
    }

    @Test func `limits of the lanes come from options, else variables, else the file`() throws {
        let file = "{ limits: { sideTurns: 3, notice: '7s' } }"
        func limits(_ words: [String] = [], _ environment: [String: String] = [:]) throws -> (Int, Duration) {
            let invocation = try ArgumentParser.parse(["serve"] + words)
            let settings = Settings(
                invocation, environment: environment, file: try Configuration(parsing: file, path: "duplex.json5"))
            let limits = try settings.limits(from: settings.file.limits.session)
            return (limits.sideTurnCountMax, limits.silenceNotice)
        }
        #expect(try limits() == (3, .seconds(7)))
        #expect(try limits([], ["DUPLEX_SIDE_TURNS": "2", "DUPLEX_SILENCE_NOTICE": "500ms"]) == (2, .milliseconds(500)))
        #expect(try limits(["--side-turns", "4", "--silence-notice", "1m"], ["DUPLEX_SIDE_TURNS": "2"]) == (4, .seconds(60)))
        #expect(throws: SettingsError("--side-turns is a whole number from 1 to 64, not \"0\".")) {
            try limits(["--side-turns", "0"])
        }
        #expect(throws: SettingsError("--silence-notice is \(Duration.configuredForm), not \"5\".")) {
            try limits(["--silence-notice", "5"])
        }
    }

    @Test(arguments: [
        ("127.0.0.1:80", "127.0.0.1", 80, true), (":9", "127.0.0.1", 9, true), ("localhost:1", "127.0.0.1", 1, true),
        ("[::1]:5", "::1", 5, true), ("::1", "::1", 7171, true), ("0.0.0.0:0", "0.0.0.0", 0, false),
        ("10.0.0.1", "10.0.0.1", 7171, false),
    ])
    func `addresses are read in their usual forms`(_ text: String, _ host: String, _ port: UInt16, _ isLoopback: Bool) throws {
        let address = try #require(ListenAddress(parsing: text))
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: ["example.org:80", "127.0.0.1:99999", "127.0.0.1:", "1 2:3", "host"])
    func `what is no address is refused`(_ text: String) { #expect(ListenAddress(parsing: text) == nil) }

    @Test func `the kernel's table names the sockets that listen at a port`() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1C03 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100
               1: 0100007F:1C03 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 100
               2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100
            """
        #expect(PortHolder.listeners(at: 7171, in: table) == ["4711"])
        #expect(PortHolder.listeners(at: 80, in: table) == [])
    }
}
