// swift-tools-version: 6.3
import PackageDescription

/// What every Swift target is compiled with; `Sources/DuplexCore/LanguageFeatures.swift` proves that the features are on.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

/// Targets that touch no C memory also refuse unsafe constructs.
let safe = settings + [.strictMemorySafety()]

let package = Package(
    name: "duplex",
    products: [
        .library(name: "Duplex", targets: ["Duplex"]),
        .library(name: "DuplexClient", targets: ["DuplexClient"]),
        .library(name: "DuplexTesting", targets: ["DuplexTesting"]),
        .executable(name: "duplex", targets: ["DuplexCLI"]),
    ],
    targets: [
        // C libraries
        .systemLibrary(name: "CUv", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(name: "CWslay", providers: [.apt(["libwslay-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCurlSystem", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CCurl", dependencies: ["CCurlSystem"]),
        .target(name: "CReader", exclude: ["reader.bin"]),
        .target(name: "CHTTP1", cxxSettings: [.define("BOOST_DISABLE_ASSERTS")]),

        // The way of a message
        .target(name: "DuplexReader", dependencies: ["CReader"], swiftSettings: settings),
        .target(name: "DuplexCore", dependencies: ["DuplexReader"], swiftSettings: safe),
        .target(name: "DuplexLoop", swiftSettings: safe),
        .target(
            name: "DuplexTransport",
            dependencies: ["DuplexLoop", "CUv", "CWslay", "CHTTP1"],
            swiftSettings: settings
        ),
        .target(name: "DuplexAgents", dependencies: ["DuplexCore"], swiftSettings: safe),
        .target(
            name: "DuplexRuntime",
            dependencies: ["DuplexCore", "DuplexLoop", "DuplexAgents"],
            swiftSettings: safe
        ),
        .target(
            name: "DuplexStoreSQLite",
            dependencies: ["DuplexCore", "CSQLite"],
            swiftSettings: settings
        ),
        .target(name: "DuplexCurl", dependencies: ["CCurl"], swiftSettings: settings),
        .target(
            name: "DuplexModels",
            dependencies: ["DuplexAgents", "DuplexCore", "DuplexCurl"],
            swiftSettings: safe
        ),
        .target(
            name: "DuplexBridge",
            dependencies: ["DuplexAgents", "DuplexCore", "DuplexCurl"],
            swiftSettings: safe
        ),
        .target(
            name: "DuplexServer",
            dependencies: ["DuplexCore", "DuplexLoop", "DuplexRuntime", "DuplexTransport", "DuplexAgents"],
            swiftSettings: safe
        ),
        .target(
            name: "DuplexClient",
            dependencies: ["DuplexCore", "DuplexCurl"],
            swiftSettings: safe
        ),
        .target(
            name: "DuplexTesting",
            dependencies: ["DuplexCore", "DuplexLoop", "DuplexAgents", "DuplexRuntime"],
            swiftSettings: settings
        ),
        .target(
            name: "DuplexDemo", dependencies: ["DuplexCore", "DuplexAgents", "DuplexStoreSQLite"], swiftSettings: safe),
        .target(
            name: "Duplex",
            dependencies: [
                "DuplexCore", "DuplexLoop", "DuplexAgents", "DuplexRuntime", "DuplexServer", "DuplexStoreSQLite",
                "DuplexModels", "DuplexTransport", "DuplexCurl", "DuplexBridge",
            ],
            swiftSettings: safe
        ),
        .executableTarget(
            name: "DuplexCLI",
            dependencies: [
                "Duplex", "DuplexClient", "DuplexDemo", "DuplexCore", "DuplexRuntime", "DuplexServer", "DuplexTransport",
                "DuplexStoreSQLite", "DuplexAgents", "DuplexModels", "DuplexCurl", "DuplexLoop", "DuplexBridge",
            ],
            swiftSettings: settings
        ),

        // Examples that the documentation shows
        .executableTarget(
            name: "ExampleBalance", dependencies: ["Duplex"], path: "Examples/Balance", swiftSettings: settings),
        .executableTarget(
            name: "ExampleTalk", dependencies: ["DuplexClient"], path: "Examples/Talk", swiftSettings: settings),

        // Tools of the tests
        .executableTarget(
            name: "DuplexSimulate",
            dependencies: [
                "DuplexTesting", "DuplexCore", "DuplexAgents", "DuplexRuntime", "DuplexLoop", "DuplexDemo",
                "DuplexServer", "DuplexTransport",
            ],
            path: "Tests/Tools/Simulate",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "DuplexConsoleServer", dependencies: ["Duplex", "DuplexDemo"], path: "Tests/Tools/ConsoleServer",
            swiftSettings: settings),

        // Benchmarks
        .target(name: "CLinux", path: "Benchmarks/CLinux"),
        .executableTarget(
            name: "DuplexBench",
            dependencies: [
                "Duplex", "DuplexAgents", "DuplexCore", "DuplexLoop", "DuplexRuntime", "DuplexStoreSQLite",
                "DuplexTransport", "DuplexCurl", "CLinux",
            ],
            path: "Benchmarks/DuplexBench", swiftSettings: settings),

        // Tests: one target for each module, so that a part can be tested alone
        .testTarget(name: "TidyTests", swiftSettings: settings),
        .testTarget(name: "DuplexCoreTests", dependencies: ["DuplexCore", "DuplexReader"], swiftSettings: settings),
        .testTarget(
            name: "DuplexTransportTests", dependencies: ["DuplexTransport", "DuplexLoop", "RawClient"],
            swiftSettings: settings),
        .target(name: "RawClient", path: "Tests/Tools/RawClient", swiftSettings: settings),
        .executableTarget(
            name: "DuplexReaderInputs", dependencies: ["DuplexCore"], path: "Tests/Tools/ReaderInputs",
            swiftSettings: settings),
        .executableTarget(
            name: "DuplexCrashWriter", dependencies: ["DuplexCore", "DuplexStoreSQLite"],
            path: "Tests/Tools/CrashWriter", swiftSettings: settings),
        .testTarget(
            name: "DuplexStoreTests", dependencies: ["DuplexCore", "DuplexStoreSQLite", "DuplexCrashWriter"],
            swiftSettings: settings),
        .testTarget(
            name: "DuplexModelsTests",
            dependencies: [
                "DuplexModels", "DuplexAgents", "DuplexCurl", "StubServer", "ServerInProcess", "DuplexClient", "DuplexDemo",
            ],
            swiftSettings: settings),
        .target(name: "StubServer", path: "Tests/Tools/StubServer", swiftSettings: settings),
        .target(
            name: "ServerInProcess", dependencies: ["Duplex", "DuplexClient", "DuplexDemo"],
            path: "Tests/Tools/ServerInProcess", swiftSettings: settings),
        .target(name: "ChaosProxy", path: "Tests/Tools/ChaosProxy", swiftSettings: settings),
        .testTarget(
            name: "DuplexBridgeTests",
            dependencies: [
                "DuplexBridge", "DuplexTesting", "DuplexAgents", "DuplexCore", "DuplexCurl", "DuplexRuntime", "DuplexLoop",
                "Duplex", "DuplexDemo", "DuplexClient", "ChaosProxy", "StubServer", "ServerInProcess",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DuplexAgentsTests", dependencies: ["DuplexCore", "DuplexAgents", "DuplexDemo", "DuplexTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "DuplexRuntimeTests",
            dependencies: ["DuplexRuntime", "DuplexAgents", "DuplexTesting", "DuplexDemo", "DuplexLoop", "DuplexCore"],
            swiftSettings: settings),
        .testTarget(
            name: "DuplexServerTests",
            dependencies: [
                "Duplex", "DuplexServer", "DuplexTransport", "DuplexRuntime", "DuplexDemo", "DuplexCore", "RawClient",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DuplexClientTests",
            dependencies: [
                "DuplexClient", "Duplex", "DuplexDemo", "DuplexCore", "DuplexCurl", "ChaosProxy", "ServerInProcess",
                "StubServer",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DuplexCLITests",
            dependencies: [
                "DuplexCLI", "DuplexAgents", "DuplexClient", "DuplexCurl", "DuplexCore", "StubServer", "ServerInProcess",
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
