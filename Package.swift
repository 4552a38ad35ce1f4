// swift-tools-version: 6.2
import PackageDescription

// Floors, lowest first: a target imports only what stands above it in this list (ARCHITECTURE.md).
let package = Package(
  name: "writ",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "writ", targets: ["writ"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.27.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.9.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // Floor 0: pure values, the one port, and libyaml.
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    // The C library's settings of its allocator.
    .systemLibrary(name: "CMalloc"),
    .target(name: "Model"),
    // Floor 1: each knows floor 0 and none of its peers.
    .target(name: "Manifests", dependencies: ["CLibYAML", "Model"]),
    .target(name: "Planning", dependencies: ["Model"]),
    .target(
      name: "Throttling",
      dependencies: ["Model", .product(name: "OrderedCollections", package: "swift-collections")]),
    .target(
      name: "Journaling",
      dependencies: [
        "Model",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "OktaWire",
      dependencies: [
        "Model",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
    // Floor 2.
    .target(
      name: "OktaClient",
      dependencies: [
        "Model", "OktaWire",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
      ]),
    .target(
      name: "Applying",
      dependencies: [
        "Model", "Planning", "Throttling", "Journaling",
        .product(name: "DequeModule", package: "swift-collections"),
      ]),
    .target(
      name: "LocalServer",
      dependencies: [
        "Model", "Manifests", "OktaWire",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      // The page for approvers is embedded in the program: it needs no files next to it.
      resources: [
        .embedInCode("AdminPage/Page/page.html"), .embedInCode("AdminPage/Page/page.css"),
        .embedInCode("AdminPage/Page/parts.js"), .embedInCode("AdminPage/Page/page.js"),
      ]),
    // Floor 3.
    .target(
      name: "Reporting",
      dependencies: [
        "Model", "Manifests", "Planning", "Throttling", "Journaling", "Applying",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    // Floor 4.
    .target(
      name: "Commands",
      dependencies: [
        "Model", "Manifests", "Planning", "Throttling", "Journaling", "OktaWire",
        "OktaClient", "Applying", "Reporting", "LocalServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    // Floor 5.
    .executableTarget(name: "writ", dependencies: ["CMalloc", "Commands"]),

    // What `make bench` measures the journal with.
    .executableTarget(
      name: "JournalBench", dependencies: ["Journaling", "Model", "TestPostgreSQL"], path: "Benchmarks/JournalBench"),
    // What `make bench` counts the instructions of.
    .executableTarget(
      name: "MicroBench", dependencies: ["Journaling", "Model", "Planning", "Throttling"],
      path: "Benchmarks/MicroBench"),
    // An org and a clock that tests move themselves.
    .target(name: "Simulation", dependencies: ["Model", "Throttling"], path: "Tests/Simulation"),
    // Keys and certificates, new in every run.
    .target(name: "TestKeys", path: "Tests/TestKeys"),
    // A PostgreSQL server in a scratch folder.
    .target(name: "TestPostgreSQL", dependencies: ["Journaling"], path: "Tests/TestPostgreSQL"),
    // Texts that may change only on purpose.
    .target(name: "TestGoldens", path: "Tests/TestGoldens"),
    // Bodies as the contract's examples have them.
    .target(name: "OktaSamples", path: "Tests/OktaSamples"),
    .testTarget(name: "ModelTests", dependencies: ["Model"]),
    .testTarget(name: "ManifestsTests", dependencies: ["Manifests", "Planning", "Model"]),
    .testTarget(name: "PlanningTests", dependencies: ["Planning", "Model"]),
    .testTarget(name: "ThrottlingTests", dependencies: ["Throttling", "Model", "Simulation"]),
    .testTarget(
      name: "JournalingTests",
      dependencies: [
        "Journaling", "Model", "TestKeys", "TestPostgreSQL", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["States"]),
    .testTarget(
      name: "OktaWireTests", dependencies: ["OktaWire", "Model", "OktaSamples", "TestKeys"]),
    .testTarget(
      name: "OktaClientTests",
      dependencies: [
        "OktaClient", "OktaWire", "Model", "OktaSamples", "TestKeys",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .testTarget(
      name: "ApplyingTests",
      dependencies: ["Applying", "Journaling", "Planning", "Model", "Simulation", "Throttling"]),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "Reporting", "Applying", "Journaling", "Manifests", "Planning", "Model", "TestGoldens", "Throttling",
      ],
      exclude: ["Golden"]),
    .testTarget(
      name: "LocalServerTests",
      dependencies: [
        "LocalServer", "Manifests", "OktaClient", "OktaWire", "Model", "Simulation",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["DataFiles"]),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "writ", "Journaling", "Model", "Simulation", "TestGoldens", "TestKeys", "TestPostgreSQL",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      exclude: ["Golden", "Transcripts"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
}
