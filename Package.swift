// swift-tools-version: 6.2
// The house: its rooms, and which may know which. Directions are explained in Docs/modules.md and
// held by `make links`.
import PackageDescription

/// Every target of ours is built with these; there is no second set.
let houseSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

func room(_ name: String, _ uses: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: uses, swiftSettings: houseSettings)
}

func tests(_ name: String, _ uses: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + uses,
        swiftSettings: houseSettings)
}

/// Release files with relocations packed and like functions folded: less to read at each start.
///
/// What a start runs lies side by side, by a list that `make order` writes.
let packed: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-use-ld=lld", "-Xlinker", "--icf=safe", "-Xlinker", "--no-export-dynamic",
            "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
            "--symbol-ordering-file=\(Context.packageDirectory)/Scripts/start-order.txt",
            "-Xlinker", "--no-warn-symbol-ordering",
        ], .when(configuration: .release))
]

/// What `gate` has besides, since it starts anew for each code.
///
/// The C++ library that Swift's runtime needs is linked in where `make build` has put its archive.
let quickStart: [LinkerSetting] =
    packed + [
        .unsafeFlags(
            [
                "-L\(Context.packageDirectory)/.build-release/archives", "-Xclang-linker",
                "-static-libgcc",
            ], .when(configuration: .release))
    ]

let package = Package(
    name: "gatepass",
    products: [
        .executable(name: "gatepass", targets: ["gatepass"]),
        .executable(name: "gate", targets: ["gate"]),
        .executable(name: "gate-image", targets: ["gate-image"]),
        .executable(name: "gate-link", targets: ["gate-link"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(
            url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(
            name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(
            name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(
            name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CSpng", pkgConfig: "spng", providers: [.apt(["libspng-dev"])]),
        .systemLibrary(
            name: "CTurboJPEG", pkgConfig: "libturbojpeg",
            providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CSeccomp"),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CPango", pkgConfig: "pangocairo",
            providers: [.apt(["libcairo2-dev", "libpango1.0-dev", "fonts-noto-cjk"])]),
        .systemLibrary(name: "CZXing", pkgConfig: "zxing", providers: [.apt(["libzxing-dev"])]),
        .target(
            name: "ZXingShim", dependencies: ["CZXing"],
            cxxSettings: [.unsafeFlags(["-std=c++17", "-Wall", "-Wextra", "-Werror"])]),
        .target(
            name: "CTerminal", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        // What a gate runs.
        room("Identifiers"),
        room("Workers"),
        room("PassFormat"),
        room("PassCrypto", ["CLibcrypto"]),
        room("PrivateFiles", ["CLinux"]),
        room("PassCheck", ["PassFormat", "PassCrypto"]),
        room("Conformance", ["PassFormat", "PassCrypto", "PassCheck"]),
        room("JournalFormat", ["PassFormat", "PassCrypto", "PassCheck", "PrivateFiles"]),
        room(
            "GateState",
            ["PassFormat", "PassCrypto", "PassCheck", "JournalFormat", "PrivateFiles", "CSQLite"]),
        room(
            "CommandSupport",
            ["Identifiers", "PassFormat", "PrivateFiles", "CLinux", argumentParser]),
        room("Terminal", ["CTerminal"]),
        room("WatchScreen", ["PassFormat", "PassCheck", "CommandSupport", "Terminal"]),

        // What `gate` and `gate-image` share, and what only the latter runs.
        room("Pictures", ["PassFormat"]),
        room("Confinement", ["CLinux", "CSeccomp"]),
        room("PictureFile", ["Pictures", "CSpng", "CTurboJPEG"]),
        room("ImageReader", ["Pictures", "ZXingShim"]),

        // What gate and office say to each other over a network, and what only `gate-link` runs.
        room("GateExchange", ["PassFormat", "PassCrypto"]),
        room(
            "GateLink",
            ["PassFormat", "PassCrypto", "PassCheck", "GateExchange", "GateState", "CCurl"]),

        // What the office runs.
        room("Authority"),
        room("PassIssue", ["PassFormat", "PassCrypto", "PassCheck", "PrivateFiles"]),
        room("QRCode", ["CQREncode", "CDeflate"]),
        room("PrintSheet", ["QRCode", "CPango"]),
        room("ZipArchive", ["CDeflate"]),
        room("RosterImport", ["Identifiers", "Workers", "CZip", "CExpat", "CXlsxWriter"]),
        room("Approvals", ["Identifiers", "PassFormat"]),
        room(
            "ApplicationKinds",
            [
                "Identifiers", "PassFormat", "Approvals", .product(name: "Yams", package: "Yams"),
            ]),
        room(
            "Registry",
            [
                "Authority", "Identifiers", "PassFormat", "PassCrypto", "Workers",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room(
            "Issuance",
            [
                "Authority", "Approvals", "ApplicationKinds", "Identifiers", "PassFormat",
                "PassCrypto", "PassCheck", "PassIssue", "PrivateFiles", "QRCode", "PrintSheet",
                "ZipArchive", "ImageReader", "RosterImport", "Registry", "JournalFormat",
                "CommandSupport", "GateExchange", "Workers",
            ]),

        room(
            "MessageSending",
            [
                "Issuance", "PassFormat", "PrivateFiles", "Registry",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        room(
            "PassWeb",
            [
                "Identifiers", "PassFormat", "PassCrypto", "Authority", "Approvals",
                "ApplicationKinds", "RosterImport", "Registry", "Issuance", "GateExchange",
                "MessageSending",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        room(
            "Demonstration",
            [
                "Identifiers", "PassFormat", "PassCrypto", "PassCheck", "PassIssue", "Registry",
                "Issuance", "GateState",
            ]),

        // The programs.
        .executableTarget(
            name: "gatepass",
            dependencies: [
                "Authority", "Approvals", "ApplicationKinds", "Identifiers", "PassFormat",
                "PassCrypto", "PassCheck", "RosterImport", "Registry", "QRCode", "PrintSheet",
                "Issuance", "MessageSending", "PassWeb",
                "Demonstration",
                "Conformance", "CommandSupport", "Terminal",
                argumentParser, .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: houseSettings, linkerSettings: packed),
        .executableTarget(
            name: "gate",
            dependencies: [
                "Identifiers", "PassFormat", "PassCrypto", "PassCheck", "PrivateFiles",
                "JournalFormat", "GateState", "Conformance", "Pictures", "CommandSupport",
                "Terminal", "WatchScreen", "Workers", argumentParser,
            ],
            swiftSettings: houseSettings, linkerSettings: quickStart),
        .executableTarget(
            name: "gate-image",
            dependencies: ["Pictures", "Confinement", "PictureFile", "ImageReader"],
            swiftSettings: houseSettings),
        .executableTarget(
            name: "gate-link",
            dependencies: [
                "PassFormat", "PassCrypto", "PassCheck", "GateExchange", "GateState", "GateLink",
                "CommandSupport",
                argumentParser,
            ],
            swiftSettings: houseSettings),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: ["PassFormat", "PassCrypto", "PassCheck", "PassIssue"],
            path: "Tests/TestSupport",
            swiftSettings: houseSettings),
        .target(
            name: "PictureSupport",
            dependencies: ["QRCode", "CDeflate", "CTurboJPEG", "TestSupport"],
            path: "Tests/PictureSupport",
            swiftSettings: houseSettings),
        .target(
            name: "MessageSupport",
            dependencies: [
                "Identifiers", "PassCrypto", "Registry", "Issuance", "MessageSending",
                "TestSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/MessageSupport",
            swiftSettings: houseSettings),
        .executableTarget(
            name: "confinement-probe", dependencies: ["Confinement"],
            path: "Tests/ConfinementProbe", swiftSettings: houseSettings),
        tests("Identifiers"),
        tests("PassFormat", ["PassCrypto"]),
        tests("PassCrypto"),
        tests("PrivateFiles"),
        tests("PassCheck", ["PassFormat", "PassCrypto", "Conformance"]),
        tests(
            "GateState",
            [
                "PassFormat", "PassCrypto", "PassCheck", "JournalFormat", "PassIssue",
                "PrivateFiles", "CSQLite",
            ]),
        tests("GateExchange", ["PassFormat", "PassCrypto"]),
        tests("GateLink", ["PassCrypto", "GateState"]),
        tests("JournalFormat", ["PassFormat", "PassCrypto", "PassCheck", "PrivateFiles"]),
        tests("Terminal"),
        tests("WatchScreen", ["PassFormat", "PassCheck", "CommandSupport", "Terminal"]),
        tests("Workers"),
        tests("PassIssue", ["PassFormat", "PassCrypto", "PassCheck", "PrivateFiles"]),
        tests("QRCode", ["Pictures", "ImageReader", "CDeflate", "CQREncode"]),
        tests("Pictures", ["PassFormat"]),
        tests("PictureFile", ["Pictures", "ImageReader", "QRCode", "PictureSupport"]),
        .testTarget(
            name: "ConfinementTests", dependencies: ["confinement-probe", "TestSupport"],
            swiftSettings: houseSettings),
        tests("PrintSheet", ["QRCode", "ImageReader"]),
        tests("ZipArchive"),
        tests("RosterImport", ["Identifiers"]),
        tests("Approvals", ["Identifiers", "PassFormat"]),
        tests("ApplicationKinds", ["Identifiers", "PassFormat", "Approvals"]),
        tests("Authority"),
        tests(
            "Registry",
            [
                "Authority", "Identifiers", "PassFormat", "PassCrypto",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            "Issuance",
            [
                "Authority", "Identifiers", "PassFormat", "PassCrypto", "PassCheck", "QRCode",
                "Registry", "Approvals", "ApplicationKinds", "GateExchange",
            ]),
        tests(
            "MessageSending",
            [
                "Issuance", "Registry", "MessageSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        tests("Demonstration"),
        tests(
            "PassWeb",
            [
                "Authority", "ApplicationKinds", "Registry", "Issuance", "MessageSending",
                "MessageSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "PassFormat", "PassCrypto", "PassCheck", "PassIssue", "Pictures",
                "CommandSupport", "Terminal", "TestSupport", "PictureSupport",
                "GateState", "GateLink",
            ],
            swiftSettings: houseSettings),
    ],
    cxxLanguageStandard: .cxx17
)

// Only `make fuzz` builds with libFuzzer, which brings its own `main`.
if Context.environment["GATEPASS_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/CLibFuzzer"),
        .executableTarget(
            name: "fuzz-verdict",
            dependencies: ["PassFormat", "PassCrypto", "PassCheck", "TestSupport", "CLibFuzzer"],
            path: "Tests/Fuzz",
            swiftSettings: houseSettings + [.unsafeFlags(["-parse-as-library"])]),
    ]
}

// Only `make bench` builds the programs that print figures.
if Context.environment["GATEPASS_BENCH"] != nil {
    package.targets += [
        .target(name: "AllocationCounter", path: "Benchmarks/AllocationCounter"),
        .executableTarget(
            name: "bench-check-token",
            dependencies: [
                "PassFormat", "PassCrypto", "PassCheck", "TestSupport", "AllocationCounter",
            ],
            path: "Benchmarks/CheckToken", exclude: ["check_token.c", "check_token.mjs"],
            swiftSettings: houseSettings),
        .executableTarget(
            name: "bench-gate-folder",
            dependencies: [
                "PassFormat", "PassCrypto", "PassCheck", "PassIssue", "JournalFormat", "GateState",
                "TestSupport",
            ],
            path: "Benchmarks/GateFolder", swiftSettings: houseSettings),
    ]
}
