import Manifest

/// The names of the tables at the top of an output folder.
enum RunTables {
  static let rejected = "rejected.csv"
  static let complaints = "complaints.csv"

  /// All of them.
  static let names = [ManifestFile.fileName, rejected, complaints] + Split.allCases.compactMap(\.fileName)
}
