import Core
public import Foundation
import Hashing
public import HeartSound

/// Finds the annotation that belongs to a recording: the same name with `.tsv`, or with `_StateAns.mat` as of CinC 2016.
///
/// It lies beside the recording (CirCor), in a folder `annotations` beside the recording's folder (`auscult synthesize`), or
/// in a folder that was named: directly, at the recording's own relative path, or in a folder that is called like the
/// recording's with `_StateAns` (CinC 2016: `training-a_StateAns`).
public struct AnnotationFinder: Sendable {
  /// The folder that was named, if one was.
  public let folder: URL?

  /// Makes a finder.
  public init(folder: URL? = nil) { self.folder = folder }

  /// What the names of annotations end in, after the recording's own.
  private static let endings = [".tsv", "_StateAns.mat"]

  /// The annotation of `input`, if there is one.
  public func annotation(of input: BatchInput) -> URL? {
    let name = String(PathText.stem(of: input.url.lastPathComponent))
    let beside = input.url.deletingLastPathComponent()
    let places =
      folder.map {
        [
          $0.appendingPathComponent(String(PathText.withoutExtension(input.path))),
          $0.appendingPathComponent(name),
          $0.appendingPathComponent("\(beside.lastPathComponent)_StateAns").appendingPathComponent(name),
        ]
      } ?? [
        beside.appendingPathComponent(name),
        beside.deletingLastPathComponent().appendingPathComponent("annotations").appendingPathComponent(name),
      ]
    return places.lazy.flatMap { place in Self.endings.lazy.map { URL(fileURLWithPath: place.path + $0) } }.first {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }

  /// A digest of what segmenting depends on besides the recordings: the models, and their annotations.
  /// - Throws: what encoding the models throws.
  public func digest(models: SegmentationChoice?, annotationsOf inputs: BatchInputs?) throws -> String {
    var lines: [String] = []
    if let models { lines.append(try JSONText.encode(models, isPretty: false)) }
    for input in inputs?.inputs ?? [] {
      let content = annotation(of: input).flatMap { try? SHA256.hexDigest(ofFile: $0) }
      lines.append("\(input.path)\u{0}\(content ?? "-")")
    }
    return SHA256.hexDigest(of: Data(lines.joined(separator: "\n").utf8))
  }
}
