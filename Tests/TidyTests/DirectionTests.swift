import Testing

/// Imports point one way: towards the domain.
@Suite struct DirectionTests {
    /// What each module may import of the others.
    static let allowed: [String: Set<String>] = [
        "DuplexCore": ["DuplexReader"],
        "DuplexReader": ["CReader"],
        "DuplexLoop": [],
        "DuplexTransport": ["DuplexLoop", "CUv", "CWslay", "CHTTP1"],
        "DuplexAgents": ["DuplexCore"],
        "DuplexRuntime": ["DuplexCore", "DuplexLoop", "DuplexAgents"],
        "DuplexStoreSQLite": ["DuplexCore", "CSQLite"],
        "DuplexCurl": ["CCurl"],
        "DuplexModels": ["DuplexAgents", "DuplexCore", "DuplexCurl"],
        "DuplexBridge": ["DuplexAgents", "DuplexCore", "DuplexCurl"],
        "DuplexServer": ["DuplexCore", "DuplexLoop", "DuplexRuntime", "DuplexTransport", "DuplexAgents"],
        "DuplexClient": ["DuplexCore", "DuplexCurl"],
        "DuplexTesting": ["DuplexCore", "DuplexLoop", "DuplexAgents", "DuplexRuntime"],
        "DuplexDemo": ["DuplexCore", "DuplexAgents", "DuplexStoreSQLite"],
    ]

    @Test(arguments: allowed.keys.sorted())
    func `a module imports only what is nearer to the domain`(_ module: String) throws {
        let allowed = try #require(Self.allowed[module])
        let system: Set<String> = ["Glibc", "Darwin", "Synchronization", "FoundationEssentials"]
        let places = SourceTree.files.filter { $0.path.hasPrefix("Sources/\(module)/") }.flatMap { file in
            file.code.compactMap { line -> String? in
                guard line.text.utf8.contains("import "),
                    let match = line.text.firstMatch(of: /^\s*(?:public |package |private )?import (?:\w+ )?(\w+)/)
                else { return nil }
                let name = String(match.1)
                let mayImport = allowed.contains(name) || (system.contains(name) && module != "DuplexCore")
                    || name == "Synchronization"
                return mayImport ? nil : "\(file.path):\(line.number) imports \(name)"
            }
        }
        #expect(places == [])
    }
}
