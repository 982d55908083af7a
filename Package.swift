// swift-tools-version: 6.3
import PackageDescription

// Every target is built the same way: Swift 6 language mode, warnings as errors, and imports that are explicit about
// what they expose. Targets are listed from the top of the import direction to its bottom; a module may import only
// modules that stand below it (`make build` checks that with --explicit-target-dependency-import-check error).
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name)] + dependencies, exclude: exclude,
    swiftSettings: settings)
}

// Stands in for parts of one release's runtime, by names that are private to it: with another Swift the command does
// without, and starts a twentieth slower.
#if compiler(<6.4)
  let startup: [Target.Dependency] = ["CStartup"]
#else
  let startup: [Target.Dependency] = []
#endif

let package = Package(
  name: "batchwatch",
  products: [
    .executable(name: "batchwatch", targets: ["batchwatch"]),
    .executable(name: "batchwatch-monitor", targets: ["batchwatch-monitor"]),
    .library(name: "BatchTracker", targets: ["BatchTracker"]),
  ],
  targets: [
    .executableTarget(
      name: "batchwatch", dependencies: startup + ["Platform", "RecordingCommands"], swiftSettings: settings),
    .executableTarget(
      name: "batchwatch-monitor", dependencies: ["MonitorCommands", "Platform"], swiftSettings: settings),
    module(
      "MonitorCommands",
      [
        "AlertPath", "Alerts", "Arguments", "BatchTracker", "Batches", "Commands", "Configuration", "Delivery", "JSON",
        "Ledger", "Metrics", "Patterns", "Platform", "Presentation", "SQLite", "Tracker", "Transport",
      ]),
    module(
      "RecordingCommands",
      [
        "Alerts", "Arguments", "BatchTracker", "Batches", "Commands", "Configuration", "JSON", "Ledger",
        "Metrics", "Platform", "Presentation", "SQLite", "Tracker",
      ]),
    module(
      "Commands",
      ["Alerts", "Arguments", "BatchTracker", "Batches", "Ledger", "Platform", "Presentation", "Tracker"]),
    module(
      "Delivery",
      ["AlertPath", "Alerts", "Batches", "Configuration", "JSON", "Ledger", "Platform", "Presentation", "Transport"]),
    module("Presentation", ["Alerts", "Batches"]),
    module("Alerts", ["Batches"]),
    module("Ledger", ["AlertPath", "Batches", "JSON", "Metrics", "Platform", "SQLite"]),
    module("AlertPath", ["Batches", "Configuration", "JSON"]),
    module("JSON", ["CSQLite"]),
    module("Transport", ["CCurl", "Platform"]),
    module("Patterns", ["CRE2", "Platform"]),
    module("BatchTracker", ["Batches", "Configuration", "Metrics", "Platform", "SQLite", "Textfile", "Tracker"]),
    module("Arguments", ["Spelling"]),
    module("Textfile", ["Platform"]),
    module("Metrics", ["Batches"]),
    module("Tracker", ["Batches", "CSQLite", "Platform", "SQLite"]),
    module("SQLite", ["Batches", "CSQLite", "Platform"]),
    module("Configuration", ["Batches", "CYAML", "Platform", "Spelling"]),
    module("Batches", ["Spelling"]),
    module("Spelling"),
    module("Platform", ["CPlatform"]),
    .target(name: "CStartup", dependencies: ["CPlatform"]),
    .target(name: "CPlatform"),
    // RE2 has an interface in C++ only. Nothing but the monitor links it.
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(
      name: "TestSupport", dependencies: ["Batches", "Platform"], path: "Tests/Support", swiftSettings: settings),
    .executableTarget(
      name: "PlatformProbe", dependencies: ["Platform"], path: "Tests/Probe", swiftSettings: settings),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),

    tests(
      of: "MonitorCommands",
      [
        "TestSupport", "AlertPath", "Alerts", "Batches", "Commands", "Configuration", "Delivery", "JSON", "Ledger",
        "Platform", "Presentation", "Transport",
      ]),
    tests(of: "Alerts", ["Batches", "Metrics"]),
    tests(of: "Ledger", ["TestSupport", "AlertPath", "Batches", "Platform", "SQLite"]),
    tests(of: "AlertPath", ["Batches", "Configuration", "JSON"]),
    tests(of: "JSON"),
    tests(of: "Patterns"),
    tests(of: "Transport", ["TestSupport", "Platform"], exclude: ["relay.py"]),
    tests(
      of: "RecordingCommands",
      [
        "TestSupport", "Alerts", "Arguments", "Batches", "Commands", "JSON", "Ledger", "Platform", "Presentation",
        "Tracker",
      ]),
    tests(
      of: "Delivery",
      ["TestSupport", "AlertPath", "Alerts", "Batches", "Configuration", "JSON", "Ledger", "Platform", "Presentation"],
      exclude: ["Golden"]),
    tests(of: "Presentation"),
    tests(of: "BatchTracker", ["TestSupport", "Batches", "Configuration", "Platform"]),
    tests(of: "Arguments"),
    tests(of: "Textfile", ["TestSupport", "Platform"]),
    tests(of: "Metrics", ["TestSupport", "Batches"], exclude: ["Golden"]),
    tests(of: "Tracker", ["TestSupport", "Batches", "CSQLite", "Platform", "SQLite"]),
    tests(of: "SQLite", ["TestSupport", "Batches", "CSQLite", "Platform"]),
    tests(of: "Configuration", ["Batches", "Platform"]),
    tests(of: "Batches", ["Platform"]),
    tests(of: "Spelling"),
    tests(of: "Platform", ["TestSupport"]),
  ],
  cxxLanguageStandard: .cxx17
)
