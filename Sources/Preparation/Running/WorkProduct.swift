import Core
import Manifest

/// A file that work has written, with what is needed to see that it is still there.
public struct OutputFile: Sendable, Codable, Equatable {
  /// The path relative to the output folder.
  public var path: String
  /// The size in bytes.
  public var size: Int
  /// SHA-256, hexadecimal.
  public var sha256: String
}

/// What work made of one item, as its log keeps it: everything that the tables will need, and the files.
protocol WorkProduct: Sendable, Codable {
  /// The length of the recording in seconds, for telling the rate of work.
  var audioDuration: Seconds { get }
}

/// One item of work: what it is, and what its product depends on.
struct WorkKey: Sendable, Equatable {
  /// Unique in the run.
  let id: String
  /// A digest of the content and of every setting and algorithm that touches it; nil where the content is unknown, so that
  /// the product is not kept.
  let digest: String?
}

/// How an item ended.
enum WorkOutcome<Product: WorkProduct>: Sendable, Codable {
  case made(Product)
  case rejected(Rejection)

  var rejection: Rejection? { if case .rejected(let rejection) = self { rejection } else { nil } }
}

/// A record of the log: how an item ended and the files that belong to it.
struct WorkRecord<Product: WorkProduct>: Sendable, Codable {
  var outcome: WorkOutcome<Product>
  var files: [OutputFile]
}
