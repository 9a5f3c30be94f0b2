// swift-tools-version: 6.1
import PackageDescription

// Two executables over one row of rooms. A target may only depend on targets that stand below it here;
// only the target named beside a C module imports that module (see CONTRIBUTING.md, "The rooms").

let common: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Rooms that touch no C library hold no unsafe expression at all: from Swift 6.2 on the compiler proves it.
#if compiler(>=6.2)
  let pure = common + [.unsafeFlags(["-strict-memory-safety", "-warnings-as-errors"])]
#else
  let pure = common
#endif
let binding = common
// Rooms that call hot loops but hold none that others call: offering their bodies to other rooms was a quarter of the time that
// Curation took to compile.
let calling = pure + [.unsafeFlags(["-disable-cmo"])]
// What tests themselves compute is little: that they compile quickly matters more.
let tests = common + [.unsafeFlags(["-Onone"])]

let package = Package(
  name: "auscult",
  products: [
    .executable(name: "auscult", targets: ["auscult"]),
    .executable(name: "auscult-train", targets: ["auscult-train"]),
  ],
  targets: [
    // Programs
    .executableTarget(name: "auscult", dependencies: ["Commands"], swiftSettings: pure),
    .executableTarget(name: "auscult-train", dependencies: ["TrainingCommands"], swiftSettings: pure),
    .target(
      name: "TrainingCommands",
      dependencies: ["Training", "NeuralNetwork", "Preparation", "Curation", "Manifest", "CommandLineKit", "Core"],
      swiftSettings: calling),
    .target(
      name: "Commands",
      dependencies: [
        "Preparation", "Curation", "Augmentation", "HeartSound", "Pictures", "MediaIO", "SignalProcessing", "Manifest",
        "CommandLineKit", "Core",
      ], swiftSettings: calling),

    // Learning
    .target(
      name: "Training",
      dependencies: [
        "NeuralNetwork", "BoostedTrees", "Preparation", "Curation", "Augmentation", "HeartSound", "Reports", "Pictures",
        "MediaIO", "SignalProcessing", "Manifest", "ArrayFiles", "Hashing", "Core",
      ],
      swiftSettings: calling),
    .target(name: "BoostedTrees", dependencies: ["CXGBoost", "Core"], swiftSettings: binding),
    .target(name: "NeuralNetwork", dependencies: ["COneDNN", "Core"], swiftSettings: binding),

    // Preparing
    .target(
      name: "Preparation",
      dependencies: [
        "Curation", "Augmentation", "Reports", "MediaIO", "HeartSound", "Pictures", "SignalProcessing", "Manifest",
        "ArrayFiles", "Hashing", "Core",
      ], swiftSettings: calling),
    .target(
      name: "Curation",
      dependencies: ["HeartSound", "MediaIO", "SignalProcessing", "Manifest", "Hashing", "Core"],
      swiftSettings: calling),
    .target(name: "Augmentation", dependencies: ["HeartSound", "SignalProcessing", "Core"], swiftSettings: pure),
    .target(name: "HeartSound", dependencies: ["SignalProcessing", "ArrayFiles", "Core"], swiftSettings: pure),

    // Showing
    .target(name: "Reports", dependencies: ["Pictures", "Core"], swiftSettings: calling),
    .target(name: "Pictures", dependencies: ["CPNG", "Core"], swiftSettings: binding),

    // Sound and numbers
    .target(
      name: "MediaIO",
      dependencies: ["CFFmpeg", "CSndfile", "CSamplerate", "CArchive", "CRubberband", "SignalProcessing", "Core"],
      swiftSettings: binding),
    .target(name: "SignalProcessing", dependencies: ["CFFTW", "Core"], swiftSettings: binding),

    // Ground
    .target(name: "Manifest", dependencies: ["Core"], swiftSettings: pure),
    .target(name: "ArrayFiles", dependencies: ["CZlib", "Core"], swiftSettings: binding),
    .target(name: "CommandLineKit", dependencies: ["CGetopt", "CMalloc", "Core"], swiftSettings: binding),
    .target(name: "Hashing", dependencies: ["CGcrypt", "Core"], swiftSettings: binding),
    .target(name: "Core", swiftSettings: common),

    // One C library each
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f fftw3", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(
      name: "CFFmpeg", pkgConfig: "libavformat libavcodec libavutil",
      providers: [.apt(["libavformat-dev", "libavcodec-dev", "libavutil-dev"])]),
    .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CSamplerate", pkgConfig: "samplerate", providers: [.apt(["libsamplerate0-dev"])]),
    .systemLibrary(name: "CRubberband", pkgConfig: "rubberband", providers: [.apt(["librubberband-dev"])]),
    .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CXGBoost", providers: [.apt(["libxgboost-dev"])]),
    .systemLibrary(name: "CGcrypt", providers: [.apt(["libgcrypt20-dev"])]),
    .systemLibrary(name: "CGetopt"),
    .systemLibrary(name: "CMalloc"),

    // Tests mirror the rooms
    .target(
      name: "TestSupport", dependencies: ["Core"], path: "Tests/TestSupport",
      swiftSettings: tests),
    .testTarget(
      name: "CoreTests", dependencies: ["Core", "Hashing", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "ArrayFilesTests", dependencies: ["ArrayFiles", "Core", "TestSupport"], resources: [.copy("Goldens")],
      swiftSettings: tests),
    .testTarget(name: "ManifestTests", dependencies: ["Manifest", "Core", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "CurationTests",
      dependencies: ["Curation", "HeartSound", "MediaIO", "SignalProcessing", "Manifest", "Core", "TestSupport"],
      resources: [.copy("Goldens")], swiftSettings: tests),
    .testTarget(
      name: "SignalProcessingTests", dependencies: ["SignalProcessing", "Core", "TestSupport"],
      resources: [.copy("Goldens")], swiftSettings: tests),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "Core", "TestSupport"], resources: [.copy("Goldens")],
      swiftSettings: tests),
    .testTarget(
      name: "CommandLineKitTests", dependencies: ["CommandLineKit", "Core", "TestSupport"],
      resources: [.copy("Goldens")], swiftSettings: tests),
    .testTarget(
      name: "MediaIOTests", dependencies: ["MediaIO", "SignalProcessing", "Core", "TestSupport"],
      resources: [.copy("Goldens")], swiftSettings: tests),
    .testTarget(
      name: "NeuralNetworkTests", dependencies: ["NeuralNetwork", "Core", "TestSupport"],
      resources: [.copy("Goldens")], swiftSettings: tests),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "NeuralNetwork", "BoostedTrees", "Manifest", "Core", "TestSupport"],
      resources: [.copy("Goldens")],
      swiftSettings: tests),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Core", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "PreparationTests",
      dependencies: ["Preparation", "Curation", "HeartSound", "MediaIO", "Manifest", "Hashing", "Core", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "auscult", "auscult-train", "HeartSound", "Pictures", "MediaIO", "SignalProcessing", "Manifest", "ArrayFiles",
        "Core", "TestSupport",
      ], swiftSettings: tests),
    .testTarget(
      name: "AugmentationTests",
      dependencies: ["Augmentation", "HeartSound", "SignalProcessing", "TestSupport", "Core"],
      resources: [.copy("Goldens")], swiftSettings: tests),
    .testTarget(
      name: "HeartSoundTests",
      dependencies: ["HeartSound", "ArrayFiles", "SignalProcessing", "TestSupport", "Core"],
      resources: [.copy("Goldens")], swiftSettings: tests),
  ],
  swiftLanguageModes: [.v6]
)

// Fuzzers bring their own main function and want everything instrumented, so they are here only when asked for (tools/fuzz).
if Context.environment["AUSCULT_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Preparation", "Curation", "NeuralNetwork", "HeartSound", "Pictures", "MediaIO", "SignalProcessing", "Manifest",
        "ArrayFiles", "Core",
      ],
      path: "Tests/Fuzzing", exclude: ["Seeds"], swiftSettings: common))
}
