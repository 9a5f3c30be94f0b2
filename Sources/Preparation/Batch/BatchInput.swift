public import Foundation
public import Manifest

/// One recording that a batch works on, with what is known of it before.
public struct BatchInput: Sendable {
  /// The file itself.
  public let url: URL
  /// Its path relative to the folder that was given, or to the list it stands in.
  public let path: String
  /// What a list says of it; of a file in a folder, its id and nothing more.
  ///
  /// In a worker's hands, `sourceFile` and `sourceSHA256` are those of this file.
  public var row: ManifestRow
  /// The relative path, without extension, that outputs made from it get; no other input has it.
  public var outputName: String
}
