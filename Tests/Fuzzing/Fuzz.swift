import ArrayFiles
import Core
import Curation
import Foundation
import HeartSound
import Manifest
import MediaIO
import NeuralNetwork
import Pictures
import Preparation
import SignalProcessing

/// The parsers that read other people's bytes. Each must answer or throw, and never trap, hang or grow without bound.
private enum Parser: String, CaseIterable {
  case alignment, annotations, archive, collection, csv, manifest, matlab, media, npy, npz, png, recipe, safetensors,
    segmentation, splits

  func parse(_ data: Data) {
    switch self {
    case .alignment: if let archive = try? NumPyArchive(npzData: data) { align(archive) }
    case .annotations:
      _ = String(validating: data, as: UTF8.self).flatMap {
        try? StateAnnotations.parse($0, sampleRate: 4000, name: "fuzz")
      }
    case .archive: inFile(data) { _ = try? UnpackedArchive($0, limits: Self.archiveLimits) }
    case .collection: FuzzedCollection(data).read()
    case .csv: _ = try? CSVTable(data, name: "fuzz")
    case .manifest: _ = try? ManifestFile(CSVTable(data, name: "fuzz"), name: "fuzz")
    case .matlab:
      if let file = try? MATLABFile(data, name: "fuzz") {
        _ = try? StateAnnotations.intervals(of: file, sampleRate: 4000, name: "fuzz")
      }
    case .media:
      let limits = DecodingLimits(maximumDuration: 60, maximumBytes: 64 << 20)
      _ = try? AudioDecoder.decode(data, name: "fuzz", options: .init(limits: limits))
    case .npy: _ = try? NumPyArray(npyData: data)
    case .npz: _ = try? NumPyArchive(npzData: data)
    case .png: _ = try? Picture(png: data, pixelLimit: 1 << 20)
    case .recipe: _ = try? Recipe(json: data, subject: "fuzz")
    case .safetensors: _ = try? Safetensors.contents(of: data)
    case .segmentation: inFile(data) { _ = try? SegmentationModel(contentsOf: $0) }
    case .splits: _ = try? SavedSplit(CSVTable(data, name: "fuzz"), name: "fuzz")
    }
  }

  private static let archiveLimits = ArchiveLimits(maximumBytes: 4 << 20, maximumEntries: 200)

  /// Lends a file of these bytes to a parser that reads files only.
  private func inFile(_ data: Data, _ body: (URL) -> Void) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(getpid())")
    defer { try? FileManager.default.removeItem(at: file) }
    guard (try? data.write(to: file)) != nil else { return }
    body(file)
  }

  /// What an archive that was accepted says is used, too: it stands for a model that somebody sent.
  private func align(_ archive: NumPyArchive) {
    guard let model = try? AlignmentModel(archive: archive) else { return }
    let sequence = PairSequence(values: [40, 1, 80, 0.5, 120, 0.25])
    guard let aligned = try? model.padding(sequence) else { return }
    _ = try? model.scalers?.scaled(aligned)
  }

  /// The one that `AUSCULT_FUZZ` names.
  static let chosen: Parser = {
    let name = ProcessInfo.processInfo.environment["AUSCULT_FUZZ"] ?? ""
    guard let parser = Parser(rawValue: name) else {
      preconditionFailure("AUSCULT_FUZZ must be one of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return parser
  }()
}

/// libFuzzer's own loop; the package manager names main itself, so the one in libFuzzer cannot be used.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main
enum Fuzz {
  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    let status = runFuzzer(&count, &arguments) { bytes, count in
      Parser.chosen.parse(bytes.map { Data(bytes: $0, count: count) } ?? Data())
      return 0
    }
    exit(status)
  }
}
