import Core
public import Foundation
import Hashing
public import HeartSound

/// Finds the annotation that belongs to a recording: the same name with `.tsv`, or with `_StateAns.mat` as of CinC 2016.
///
/// It lies where ``StateAnnotations/places(of:above:)`` says, in folders up to the one that holds the folder that was given; or
/// in a folder that was named, at the recording's own relative path or where ``StateAnnotations/places(of:in:)`` says.
public struct AnnotationFinder: Sendable {
  /// The folder that was named, if one was.
  public let folder: URL?

  /// Makes a finder.
  public init(folder: URL? = nil) { self.folder = folder }

  /// The annotation of `input`, if there is one.
  public func annotation(of input: BatchInput) -> URL? {
    let levels = PathText.folders(of: input.path).count + 1
    let places =
      folder.map { folder in
        StateAnnotations.endings.map { "\(folder.path)/\(PathText.withoutExtension(input.path))\($0)" }
          + StateAnnotations.places(of: input.url.path, in: folder.path)
      } ?? StateAnnotations.places(of: input.url.path, above: levels).map { "/" + $0 }
    return places.first { FileManager.default.fileExists(atPath: $0) }.map { URL(fileURLWithPath: $0) }
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
