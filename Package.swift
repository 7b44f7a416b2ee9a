// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "hangup",
    products: [
        .library(name: "Hangup", targets: ["Analysis"]),
        .executable(name: "hangup", targets: ["hangup"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        room("Bytes", []),
        room("Records", []),
        .systemLibrary(name: "CPcap", pkgConfig: nil, providers: [.apt(["libpcap-dev", "zlib1g-dev", "libzstd-dev"])]),
        room("Captures", ["Bytes", "Records", "CPcap"]),
        room("Packets", ["Bytes", "Records"]),
        room("Streams", ["Bytes", "Packets", "Records"]),
        room("Dissection", ["Bytes", "Records", crypto, cryptoExtras]),
        room("Flows", ["Bytes", "Records", "Packets", "Streams", "Dissection"]),
        room("Correlation", ["Records", crypto]),
        room("Diagnosis", ["Records", "Correlation"]),
        room(
            "Analysis",
            [
                "Bytes", "Records", "Captures", "Packets", "Streams", "Dissection", "Flows", "Correlation",
                "Diagnosis", crypto,
            ]),
        // Alone, since a file that is embedded as code takes long to compile.
        .target(
            name: "Page", resources: [.embedInCode("page/report.css"), .embedInCode("page/report.js")],
            swiftSettings: settings),
        room("Reporting", ["Records", "Correlation", "Diagnosis", "Page", crypto]),
        .executableTarget(
            name: "hangup",
            dependencies: [
                "Analysis", "Captures", "Correlation", "Diagnosis", "Dissection", "Flows", "Packets", "Reporting",
                "Records", arguments, crypto,
            ],
            swiftSettings: settings),
        tests("ArchitectureTests", []),
        tests("BytesTests", ["Bytes"]),
        tests("RecordsTests", ["Records"]),
        tests("FlowsTests", ["Flows", "Packets", "Records"]),
        tests("CapturesTests", ["Captures", "Records", "CPcap"]),
        tests("PacketsTests", ["Bytes", "Packets", "Records"]),
        tests("StreamsTests", ["Bytes", "Packets", "Records", "Streams"]),
        tests("DissectionTests", ["Bytes", "Dissection", "Records", crypto, cryptoExtras], exclude: ["TLS/Recorded"]),
        tests("CorrelationTests", ["Correlation", "Records"]),
        tests("DiagnosisTests", ["Correlation", "Diagnosis", "Records"]),
        tests("ReportingTests", ["Analysis", "Diagnosis", "Page", "Records", "Reporting", crypto]),
        tests("LiveTests", [], exclude: ["Software"]),
        tests("BrowserTests", [], exclude: ["Driver"]),
        tests(
            "AnalysisTests",
            ["Analysis", "Captures", "Correlation", "Diagnosis", "Dissection", "Flows", "Records", "Reporting"]),
    ]
)
