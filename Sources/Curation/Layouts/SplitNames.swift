import Core
import Manifest

/// The names by which people call the sides of a split.
enum SplitNames {
  private static let names: [String: Split] = [
    "train": .train, "training": .train, "training_data": .train, "training-set": .train, "trainset": .train,
    "val": .validation, "valid": .validation, "validation": .validation, "dev": .validation, "eval": .validation,
    "test": .test, "testing": .test, "test_data": .test, "testset": .test, "holdout": .test,
  ]

  /// The side that a folder, a file's stem or a table's cell names, or nil.
  static func split(_ name: some StringProtocol) -> Split? { names[name.lowercased()] }

  /// The side that the folders of a path name, the outermost one that does.
  static func split(ofPath path: String) -> Split? {
    PathText.folders(of: path).lazy.compactMap { split($0) }.first
  }
}
